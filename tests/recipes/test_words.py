"""The recipe of word vectors: trained, rounded, measured as stored, and read again."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from latentlib import checkpoints, recipes
from latentlib.checkpoints import CheckpointError
from latentlib.cli import main
from latentlib.data import Sentences, WordVectors, cache_folder, load_state_of_the_union
from latentlib.data.quantised import quantise
from latentlib.models import (
    SkipGramConfig,
    count_cooccurrences,
    count_words,
    positive_pmi,
    train_skip_gram,
)
from latentlib.recipes import RECIPES, WordRecipe, word_making, word_sets
from latentlib.recipes.word_measures import rival_of
from latentlib.training import Hardware, StateError

NAME = "word2vec-prose"
RECIPE = RECIPES[NAME]


@pytest.fixture(scope="module")
def sentences():
    """A thousand sentences of presidents, 39,000 words."""
    speeches = load_state_of_the_union()[:20]
    return Sentences(Sentences.from_texts(speech.text for speech in speeches).texts[:1000])


@pytest.fixture(autouse=True, scope="module")
def small_text(sentences):
    """These stand in for the prose, so that a smoke run is of all there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(word_sets.TEXTS, "prose", word_sets.Text(lambda: sentences, "as it is"))
        yield


@pytest.fixture(scope="module")
def smoke(tmp_path_factory):
    folder = tmp_path_factory.mktemp("smoke")
    return folder, recipes.train(NAME, smoke=True, out=folder, progress=False)


@pytest.fixture(scope="module")
def trained(sentences):
    """The same training, begun by hand."""
    generator = torch.Generator().manual_seed(0)
    return train_skip_gram(sentences, RECIPE.model, generator=generator, progress=False)


def brief(**changes):
    """A recipe whose vectors are quickly learnt."""
    model = SkipGramConfig(dim=8, epochs=1)
    return dataclasses.replace(RECIPE, model=model, **{"n_words": 1000, "seeds": (0,)} | changes)


def make(recipe, folder, **options):
    return word_making.make_words(
        recipe, recipe.sets(), folder, state_name="brief", progress=False, **options
    )


def test_the_checkpoint_holds_the_rounded_vectors_of_the_training(smoke, trained):
    folder, card = smoke
    words = recipes.load(NAME, folder=folder)
    assert isinstance(words, WordVectors)
    assert words.words == trained.words.words
    assert np.array_equal(words.vectors, quantise(trained.words.vectors).vectors)
    assert card.n_parameters == words.vectors.size == 56 * len(words)
    assert card.weights["stored_as"] == "int8"
    names = [f"{NAME}.{suffix}" for suffix in ("curves.csv", "json", "safetensors")]
    assert sorted(path.name for path in folder.iterdir()) == names


def test_the_card_says_what_was_learnt_from_and_asked(smoke, sentences):
    card = smoke[1]
    text = "".join(" ".join(sentence) + "\n" for sentence in sentences)
    assert card.data == {
        "name": "prose",
        "n_words": sentences.n_tokens,
        "n_sentences": 1000,
        "sha256_of_words": hashlib.sha256(text.encode()).hexdigest(),
        "licence": "as it is",
    }
    assert (card.held_out["n_rated_pairs"], card.held_out["n_questions"]) == (353 + 999, 19_544)
    assert card.training == {"function": "train_skip_gram"}
    assert card.objective == {"function": "negative_sampling_loss"}
    assert (card.seeds, card.hardware) == ((0,), "1 CPU core")


def test_the_numbers_are_those_that_gensim_finds_for_the_stored_vectors(smoke):
    folder, card = smoke
    words = recipes.load(NAME, folder=folder)
    keyed = KeyedVectors(words.vectors.shape[1])
    keyed.add_vectors(list(words.words), words.vectors)
    found = {number.key: number.values[0] for number in card.measured}
    for key, file in (("wordsim353", "wordsim353.tsv"), ("simlex999", "simlex999.txt")):
        _, spearman, unknown = keyed.evaluate_word_pairs(datapath(file))
        n_pairs = {"wordsim353": 353, "simlex999": 999}[key]
        assert found[key] == pytest.approx(spearman.statistic, abs=1e-6)
        assert found[f"{key}_pairs"] == pytest.approx(n_pairs * (1 - unknown / 100), abs=1e-6)
    accuracy, sections = keyed.evaluate_word_analogies(datapath("questions-words.txt"))
    asked = sum(len(sections[-1][answer]) for answer in ("correct", "incorrect"))
    assert found["analogies"] == pytest.approx(accuracy, abs=1e-6)
    assert found["analogy_questions"] == asked > 0


def test_the_rival_is_the_best_approximation_of_the_association(sentences):
    """Products of vectors with power 1/2 are the root of the truncated A A^T."""
    recipe = brief()
    vocabulary = count_words(sentences, min_count=5)
    text = vocabulary.encode(sentences)
    counts = count_cooccurrences(text, len(vocabulary), 5, weighting="linear")
    rows = positive_pmi(counts).toarray()[:1000]
    u, singular_values, _ = np.linalg.svd(rows)
    expected = (u[:, :8] * singular_values[:8]) @ u[:, :8].T
    found = rival_of(recipe, recipe.sets())
    assert found.words == vocabulary.words[:1000]
    np.testing.assert_allclose(found.vectors @ found.vectors.T, expected, atol=1e-4)


def test_what_rounding_changes_is_stated(smoke, trained):
    before, after = trained.words, recipes.load(NAME, folder=smoke[0])
    change = np.abs(before.unit @ before.unit.T - after.unit @ after.unit.T).max()
    assert smoke[1].largest_change_by_storage == pytest.approx(change, rel=0.05)
    assert 0 < change < 0.02


def test_its_learning_curve_is_that_of_the_training(smoke, trained):
    (curve,) = recipes.learning_curves(NAME, smoke[0])
    assert curve.step.tolist() == list(range(1, len(trained.loss) + 1))
    assert curve.loss.tolist() == trained.loss.tolist()
    assert len(curve.validation_loss) == 0


def test_verified_it_agrees_until_it_is_of_another_text(smoke, sentences, monkeypatch):
    folder, _ = smoke
    comparisons = recipes.verify(NAME, folder=folder)
    assert [c.key for c in comparisons] == list(RECIPE.measures)
    assert all(c.agrees for c in comparisons)
    shorter = Sentences(sentences.texts[:900])
    monkeypatch.setitem(word_sets.TEXTS, "prose", word_sets.Text(lambda: shorter, "as it is"))
    with pytest.raises(CheckpointError, match=r"is of other data than those here \(prose\); make"):
        recipes.verify(NAME, folder=folder)


def test_a_number_that_is_not_as_stated_is_found(smoke, tmp_path, capsys):
    folder, _ = smoke
    edited = copied(folder, tmp_path)
    fields = json.loads(edited.read_text(encoding="utf-8"))
    fields["measured"][1]["values"][0] += 0.01
    edited.write_text(json.dumps(fields), encoding="utf-8")
    assert main(["verify", NAME, "--folder", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.count("agrees") == 5
    assert "seed 0 simlex999: " in said
    assert said.count("DIFFERS") == 1


def copied(folder, target, name=NAME):
    """Copy vectors and card, under another name if need be; return the card's path."""
    for suffix in (".safetensors", ".json"):
        shutil.copy(folder / f"{NAME}{suffix}", target / f"{name}{suffix}")
    return target / f"{name}.json"


def test_a_card_of_other_settings_is_refused(smoke, tmp_path):
    folder, _ = smoke
    for name, message in (
        (
            NAME,
            r"the card of word2vec-prose in .* is of the model .*'dim': 50.* make it again with",
        ),
        (
            "mine",
            "the vectors of mine do not fit its model: they have 56 dimensions, and .* says 50",
        ),
    ):
        edited = copied(folder, tmp_path, name)
        fields = json.loads(edited.read_text(encoding="utf-8"))
        fields["model"]["dim"] = 50
        edited.write_text(json.dumps(fields), encoding="utf-8")
        with pytest.raises(CheckpointError, match=message):
            recipes.load(name, folder=tmp_path)


def test_what_was_broken_off_goes_on_with_the_next_seed(tmp_path, monkeypatch):
    real, generators = train_skip_gram, []

    def once(*arguments, generator, **options):
        generators.append(generator.initial_seed())
        if len(generators) == 2:
            raise KeyboardInterrupt
        return real(*arguments, generator=generator, **options)

    monkeypatch.setattr(word_making, "train_skip_gram", once)
    with pytest.raises(KeyboardInterrupt):
        make(brief(seeds=(0, 1)), tmp_path / "resumed")
    assert not (tmp_path / "resumed").exists()
    assert [path.name for path in states()] == ["brief-seed0.safetensors"]
    resumed = make(brief(seeds=(0, 1)), tmp_path / "resumed")
    assert generators == [0, 1, 1]
    assert states() == []
    unbroken = make(brief(seeds=(0, 1)), tmp_path / "unbroken")
    assert resumed.weights == unbroken.weights
    assert resumed.measured == unbroken.measured
    folder = tmp_path / "resumed"
    first, second = (checkpoints.read_word_vectors(NAME, seed, folder) for seed in (0, 1))
    assert len(first) == len(second) == 1000
    assert not np.allclose(first.vectors, second.vectors)


def states():
    return sorted((cache_folder() / "training").iterdir())


def leave_a_seed(tmp_path, monkeypatch):
    """Break a training off after its first seed."""

    def never(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(word_making, "_written", never)
        with pytest.raises(KeyboardInterrupt):
            make(brief(), tmp_path)
    return states()[0]


def test_a_seed_of_another_training_is_refused_and_can_be_forgotten(tmp_path, monkeypatch):
    state = leave_a_seed(tmp_path, monkeypatch)
    other = brief(n_words=900)
    with pytest.raises(
        StateError, match=r"with another n_words: 1000 instead of 900; remove it to"
    ):
        make(other, tmp_path)
    state.write_bytes(b"nothing of the kind")
    with pytest.raises(StateError, match=r"holds no word vectors \(.*\); remove it to begin anew"):
        make(other, tmp_path)
    assert make(other, tmp_path, fresh=True).n_parameters == 900 * 8
    assert states() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"accelerator": "cuda"}, "accelerator is 'cuda', but auto or cpu was expected: word vec"),
        ({"devices": 2}, "devices is 2, but 1 was expected: word vectors are trained in one proc"),
        ({"num_nodes": 3}, "num_nodes is 3, but 1 was expected"),
        (
            {"precision": "bf16-mixed"},
            "precision is 'bf16-mixed', but auto or 32-true was exp",
        ),
    ],
    ids=str,
)
def test_hardware_that_would_do_nothing_is_refused(options, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        recipes.train(NAME, smoke=True, out=tmp_path, hardware=Hardware(**options))
    assert list(tmp_path.iterdir()) == []


def test_threads_are_used_and_stated(tmp_path, monkeypatch):
    real, seen = train_skip_gram, []

    def counting(*arguments, **options):
        seen.append(torch.get_num_threads())
        return real(*arguments, **options)

    before = torch.get_num_threads()
    monkeypatch.setattr(word_making, "train_skip_gram", counting)
    card = make(brief(), tmp_path, hardware=Hardware(accelerator="auto", threads=2))
    assert (seen, torch.get_num_threads()) == ([2], before)
    assert card.hardware == "2 CPU cores"


def test_the_command_says_what_is_wrong(tmp_path, capsys):
    assert main(["train", NAME, "--smoke", "--out", str(tmp_path), "--devices", "2"]) == 1
    assert "devices is 2, but 1 was expected: word vectors" in capsys.readouterr().err
    assert main(["train", NAME, "--size", "32"]) == 1
    assert "--size is for your own images" in capsys.readouterr().err


def test_a_recipe_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="data is 'poems', but one of prose was expected"):
        dataclasses.replace(RECIPE, data="poems")
    with pytest.raises(ValueError, match="n_words is 0, but at least 1 was expected"):
        dataclasses.replace(RECIPE, n_words=0)
    assert isinstance(RECIPE, WordRecipe)


# Which words are the six nearest depends on the seed; most are the same.
@pytest.mark.parametrize("seed", RECIPE.seeds)
@pytest.mark.parametrize(
    ("word", "like_it"),
    [
        ("sister", {"mother", "brother", "uncle", "cousin", "aunt", "daughter"}),
        ("france", {"italy", "prussia", "germany", "austria", "spain", "russia"}),
        ("three", {"two", "four", "five", "six", "eight", "ten"}),
        ("ship", {"pequod", "boat", "whale", "craft", "ships", "boats"}),
    ],
)
def test_the_shipped_vectors_put_like_beside_like(word, like_it, seed):
    words = recipes.load(NAME, seed)
    assert words.vectors.shape == (10_000, 56)
    found = {neighbour.word for neighbour in words.nearest(word, 6)}
    assert len(found & like_it) >= 3


def test_the_shipped_card_tells_where_training_pays_and_where_it_does_not():
    """Counting is better at what is related, training at likeness and analogies; by every seed."""
    card = checkpoints.read_card(NAME)
    numbers = {number.key: number for number in card.measured}
    assert max(numbers["wordsim353"].values) < numbers["wordsim353"].baseline
    for key in ("simlex999", "analogies"):
        assert min(numbers[key].values) > numbers[key].baseline > 0
    assert card.n_parameters == RECIPE.n_words * RECIPE.model.dim
