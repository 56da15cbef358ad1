"""Several processes share every batch, and learn what one would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from training_runs import CONFIG, small_vae, train

from latentlib.training import Hardware, RowRandom, sitting
from latentlib.training.state import TrainingState


def run(*arguments: object) -> None:
    script = Path(__file__).parent / "training_runs.py"
    subprocess.run([sys.executable, str(script), *map(str, arguments)], check=True, timeout=300)


@pytest.fixture(scope="module")
def alone():
    model = small_vae()
    return model.state_dict, train(model)


def assert_learnt(out: Path, alone) -> None:
    found, (weights, history) = torch.load(out, weights_only=True), alone
    assert found["loss"] == pytest.approx(history.loss.tolist(), rel=1e-5)
    for name, expected in weights().items():
        torch.testing.assert_close(found["model"][name], expected, rtol=1e-4, atol=1e-5)


def test_three_learn_what_one_learns(alone, tmp_path):
    """50 rows in batches of 15 and 5: of the rest one process has a row less."""
    run(3, "-", tmp_path / "out", CONFIG.epochs)
    assert_learnt(tmp_path / "out", alone)


def test_two_learn_what_one_learns_and_go_on_where_they_were(alone, tmp_path):
    """Batches of 15: one process has a row less throughout."""
    run(2, tmp_path / "state", tmp_path / "first", CONFIG.epochs)
    assert_learnt(tmp_path / "first", alone)
    run(2, tmp_path / "state", tmp_path / "again", CONFIG.epochs)
    first, again = (torch.load(tmp_path / n, weights_only=True) for n in ("first", "again"))
    assert first["loss"] == again["loss"]
    assert all(torch.equal(first["model"][k], v) for k, v in again["model"].items())


class TwoProcesses:
    """The second of two, while the first has other numbers, or none of both has."""

    world_size, device = 2, torch.device("cpu")

    def __init__(self, first: torch.Generator) -> None:
        self._first = first

    def broadcast(self, _: list[int]) -> list[int]:
        return [0, *self._first.get_state().tolist()]

    def all_reduce(self, differs: torch.Tensor, reduce_op: str) -> torch.Tensor:
        assert reduce_op == "sum"
        return differs


def test_processes_that_would_draw_other_numbers_are_refused():
    mine, other = (torch.Generator().manual_seed(seed) for seed in (1, 2))
    sitting._check_same_everywhere(TwoProcesses(mine), mine, TrainingState())
    for first, state in ((other, TrainingState()), (mine, TrainingState(step=3))):
        with pytest.raises(ValueError, match="is not the same in all processes"):
            sitting._check_same_everywhere(TwoProcesses(first), mine, state)


def test_each_row_meets_the_same_random_numbers():
    def seeded():
        return torch.Generator().manual_seed(3)

    for draw in (
        lambda r: r.normal(4, 2),
        lambda r: r.uniform(3),
        lambda r: r.integers(9),
    ):
        whole = draw(RowRandom(seeded(), 7))
        parts = [draw(RowRandom(seeded(), 7, rows)) for rows in (slice(0, 3), slice(3, 7))]
        assert torch.equal(torch.cat(parts), whole)
        assert len(whole) == 7
        assert len(whole.unique()) > 3


def test_each_row_meets_the_same_coins():
    p = torch.rand(7, 1, 5, generator=torch.Generator().manual_seed(1))

    def thrown(rows):
        return RowRandom(torch.Generator().manual_seed(3), 7, rows).coins(p[rows])

    whole = thrown(slice(None))
    assert torch.equal(torch.cat([thrown(slice(0, 3)), thrown(slice(3, 7))]), whole)
    assert set(whole.unique().tolist()) == {0.0, 1.0}


def test_coins_fall_as_often_as_said_and_one_says_nothing_of_the_next():
    p = torch.tensor([0, 1 / 255, 0.3, 0.5, 0.9, 254 / 255, 1])
    n = 40_000
    coins = RowRandom(torch.Generator().manual_seed(0), n).coins(p.expand(n, 7)).double()
    spread = (p * (1 - p) / n).sqrt()  # of a binomial share
    assert ((coins.mean(0) - p).abs() <= 4 * spread + 2**-16).all()
    assert not coins[:, 0].any()
    assert coins[:, 6].all()
    correlation = torch.corrcoef(coins[:, 1:6].T) - torch.eye(5)
    assert correlation.abs().max() < 4 / n**0.5
    fair = RowRandom(torch.Generator().manual_seed(1), n).coins(torch.full((n,), 0.5))
    for lag in range(1, 9):  # four coins come of one number
        both = torch.corrcoef(torch.stack([fair[lag:], fair[:-lag]]))[0, 1]
        assert abs(both) < 4 / n**0.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"accelerator": "abacus"}, "accelerator is 'abacus', but one of auto, cpu, cuda, mps"),
        ({"precision": "16-mixed"}, "precision is '16-mixed', but one of auto, 32-true"),
        ({"devices": 0}, "devices is 0, but at least 1"),
        ({"num_nodes": -1}, "num_nodes is -1, but at least 1"),
    ],
    ids=str,
)
def test_hardware_that_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Hardware(**arguments)


def test_half_the_bits_learn_nearly_the_same():
    fabric = Hardware(accelerator="cpu", precision="bf16-mixed").launch()
    model, reference = small_vae(), small_vae()
    history, expected = train(model, fabric=fabric), train(reference)
    assert history.loss.tolist() != expected.loss.tolist()
    assert history.loss == pytest.approx(expected.loss, rel=0.02)
    assert all(p.dtype == torch.float32 for p in model.parameters())
