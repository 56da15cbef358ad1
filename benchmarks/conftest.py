"""Time two functions that do the same, side by side.

One run of ours and one of the peer's follow each other, so that whatever else the machine does
meets both; each such pair gives one ratio. What is reported is the median of the ratios with their
middle half, not seconds, which mean little on another machine. Nothing fails for being slow; a case
fails where the two results differ by more than it allows.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from browser import FLAGS, Machine, find  # (tools/browser.py)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the size of the cases be chosen."""
    group = parser.getgroup("side by side")
    group.addoption("--samples", type=int, default=2000, help="images for each case")
    group.addoption("--repeats", type=int, default=9, help="pairs of runs for each case")


OUTCOMES = pytest.StashKey[list["Outcome"]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what comes out."""
    config.stash[OUTCOMES] = []


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table."""
    if config.stash[OUTCOMES]:
        terminalreporter.section("side by side: less than 1 is quicker than the peer")
        terminalreporter.write_line(table(config.stash[OUTCOMES]))


@pytest.fixture(scope="session")
def n_samples(pytestconfig: pytest.Config) -> int:
    """Images for each case."""
    return pytestconfig.getoption("--samples")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that tools/browser.py finds; Playwright runs once a process."""
    path = find(Machine()) or pytest.fail("no browser: python tools/browser.py installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def side_by_side(pytestconfig: pytest.Config) -> Callable[..., None]:
    """Run a case, keep its outcome, and fail if the results differ by more than allowed."""

    def run_case(*names: str, ours, peer, allowed: float, note: str = "") -> None:
        case = Case(*names, ours=ours, peer=peer, note=note)
        outcome = run(case, repeats=pytestconfig.getoption("--repeats"))
        pytestconfig.stash[OUTCOMES].append(outcome)
        assert outcome.difference <= allowed

    return run_case


@dataclass(frozen=True)
class Case:
    """Ours and a peer's way to the same number.

    Attributes
    ----------
    name : str
        What is computed.
    peer_name : str
        By whom else.
    ours, peer : callable
        Without arguments; each returns the number or numbers that it computes.
    note : str
        Where the two are meant to differ.
    """

    name: str
    peer_name: str
    ours: Callable[[], Any]
    peer: Callable[[], Any]
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a case.

    Attributes
    ----------
    case : Case
        The case.
    ratios : ndarray, shape (repeats,)
        Our time divided by the peer's, pair by pair: less than 1 where ours is quicker.
    seconds : float
        Median of our times.
    difference : float
        Largest difference of the results, relative to the peer's largest.
    """

    case: Case
    ratios: np.ndarray
    seconds: float
    difference: float


def run(case: Case, *, repeats: int) -> Outcome:
    """Run a case: once to warm up and to compare the results, then `repeats` times."""
    ours, peer = np.asarray(case.ours()), np.asarray(case.peer())
    difference = float(np.abs(ours - peer).max() / np.abs(peer).max())
    pairs = np.array([(_seconds(case.ours), _seconds(case.peer)) for _ in range(repeats)])
    return Outcome(case, pairs[:, 0] / pairs[:, 1], float(np.median(pairs[:, 0])), difference)


def table(outcomes: list[Outcome]) -> str:
    """Return the outcomes as a table in Markdown."""
    lines = [
        "| what | peer | time, ours / peer | middle half | ours | results differ by | note |",
        "|---|---|---|---|---|---|---|",
    ]
    for outcome in outcomes:
        low, middle, high = np.quantile(outcome.ratios, [0.25, 0.5, 0.75])
        lines.append(
            f"| {outcome.case.name} | {outcome.case.peer_name} | {middle:.2f} "
            f"| {low:.2f} to {high:.2f} | {outcome.seconds:.3g} s | {outcome.difference:.1e} "
            f"| {outcome.case.note} |"
        )
    return "\n".join(lines)


def _seconds(function: Callable[[], Any]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start
