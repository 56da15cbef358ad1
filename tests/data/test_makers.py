"""The makers of the bundled files: each rule by itself, and the files again where sources are."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latentlib.data import DataError, bundled, fashion_mnist, load_faces, load_glyphs
from latentlib.data import idx as idx_files
from latentlib.data.glyphs import GLYPH_CHARACTERS, Font, glyph_fonts

repeatable = settings(deadline=None, derandomize=True)


def arrays(path: Path) -> dict[str, np.ndarray]:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


# What is written


def test_written_arrays_are_read_back(maker, tmp_path: Path) -> None:
    given = {
        "matrix": np.arange(6, dtype=np.int16).reshape(2, 3),
        "turned": np.arange(6.0).reshape(2, 3).T,
        "number": np.array(7),
        "words": np.array(["a", "longer"]),
    }
    maker("bundle").write_npz(tmp_path / "new" / "a.npz", given)
    found = arrays(tmp_path / "new" / "a.npz")
    assert list(found) == list(given)
    for name, array in given.items():
        np.testing.assert_array_equal(found[name], array, strict=True)


def test_written_files_carry_no_date(maker, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    maker("bundle").write_npz(path, {"one": np.arange(1000)})
    first = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    maker("bundle").write_npz(path, {"one": np.arange(1000)})
    assert path.read_bytes() == first
    assert not list(tmp_path.glob(".*"))


def test_checksums_are_recorded_in_place(maker, tmp_path: Path) -> None:
    bundle = maker("bundle")
    bundle.write_text(tmp_path / "b.tsv", "old")
    bundle.write_text(tmp_path / "a.tsv", "other")
    bundle.write_text(tmp_path / "b.tsv", "new")
    recorded = bundled.recorded_checksums(tmp_path)
    assert list(recorded) == ["a.tsv", "b.tsv"]
    assert recorded["b.tsv"] == hashlib.sha256(b"new").hexdigest()


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or "ng" in zlib.ZLIB_RUNTIME_VERSION,
    reason="compressed bytes depend on zlib: the files were packed with the original one",
)
def test_bundled_file_is_packed_again_byte_for_byte(maker, tmp_path: Path) -> None:
    name = "faces.npz"
    maker("bundle").write_npz(tmp_path / name, arrays(bundled.FILES / name))
    assert bundled.recorded_checksums(tmp_path)[name] == bundled.recorded_checksums()[name]


# Sources


def test_packages_that_are_there_are_not_fetched(maker, tmp_path: Path, monkeypatch) -> None:
    packages = maker("packages")
    folder = tmp_path / "node_modules" / "@scope" / "thing"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"version": "1.2.3"}))
    monkeypatch.setenv("PATH", "")
    assert packages.npm_packages(tmp_path, {"@scope/thing": "1.2.3"}) == tmp_path / "node_modules"
    with pytest.raises(SystemExit, match="npm is needed"):
        packages.npm_packages(tmp_path, {"@scope/thing": "1.2.4"})


def test_failing_and_forgetful_installers_are_named(maker, tmp_path: Path, monkeypatch) -> None:
    packages = maker("packages")
    npm = tmp_path / "npm"
    npm.write_text('#!/bin/sh\necho "$@" > asked\nexit $STATUS\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setenv("STATUS", "3")
    with pytest.raises(SystemExit, match=r"npm install.*failed with status 3"):
        packages.npm_packages(tmp_path / "a", {"thing": "1.0.0"})
    assert "--ignore-scripts" in (tmp_path / "a" / "asked").read_text().split()
    monkeypatch.setenv("STATUS", "0")
    with pytest.raises(SystemExit, match=r"did not install these versions: \['thing'\]"):
        packages.npm_packages(tmp_path / "a", {"thing": "1.0.0"})


# Fashion-MNIST


@repeatable
@given(
    hnp.arrays(np.uint8, st.integers(20, 60), elements=st.integers(0, 3)).filter(
        lambda labels: np.bincount(labels, minlength=4).min() >= 3
    )
)
def test_balanced_choice_takes_the_first_of_each_class(maker, labels: np.ndarray) -> None:
    chosen = maker("fashion_mnist").balanced(labels, 3)
    assert (np.sort(labels[chosen].reshape(3, 4), axis=1) == np.arange(4)).all()
    for label in range(4):
        mine = chosen[labels[chosen] == label]
        assert mine.tolist() == np.flatnonzero(labels == label)[:3].tolist()


def fashion_source(maker, sources: Path) -> Path:
    module = maker("fashion_mnist")
    unpacked = sources / f"{module.PACKAGE}_{module.VERSION}"
    for folder in (
        fashion_mnist.DEBIAN_FOLDER,
        unpacked / fashion_mnist.DEBIAN_FOLDER.relative_to("/"),
    ):
        if folder.exists():
            return folder
    pytest.skip("the source of Fashion-MNIST is not at hand: run its maker once")


def test_bundled_fashion_is_the_balanced_choice(maker, sources: Path) -> None:
    source, module = fashion_source(maker, sources), maker("fashion_mnist")
    found = arrays(bundled.FILES / fashion_mnist.FILE)
    for split, (images, labels) in fashion_mnist.ORIGINALS.items():
        labels = idx_files.read_original(source / labels.name, labels)
        chosen = module.balanced(labels, module.PER_CLASS[split])
        np.testing.assert_array_equal(found[f"{split}_labels"], labels[chosen])
        original = idx_files.read_original(source / images.name, images)
        np.testing.assert_array_equal(found[f"{split}_images"], original[chosen])


def test_maker_of_fashion_refuses_other_sources(maker, tmp_path: Path, monkeypatch) -> None:
    for originals in fashion_mnist.ORIGINALS.values():
        for original in originals:
            (tmp_path / original.name).write_bytes(gzip.compress(b"something else"))
    monkeypatch.setattr(sys, "argv", ["", "--source", str(tmp_path), "--out", str(tmp_path)])
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte\.gz is damaged"):
        maker("fashion_mnist").main()
    assert not (tmp_path / "fashion_mnist.npz").exists()


# Glyphs


def font(family: str, category: str) -> Font:
    return Font(family, "1", category, "train", "OFL-1.1", "package", "", "somebody")


def test_related_fonts_get_one_number(maker) -> None:
    """Font 1 is font 0 but for a pixel; font 2 has the digits of font 3; font 4 is by itself."""
    images = np.random.default_rng(0).integers(0, 256, (5, 62, 32, 32), dtype=np.uint8)
    images[1] = images[0]
    images[1, 0, 0, 0] ^= 255
    images[2, 52:] = images[3, 52:]
    groups = maker("glyphs").related_fonts(images)
    assert groups[0] == groups[1]
    assert groups[2] == groups[3]
    assert len(set(groups.tolist())) == 3


def test_related_fonts_are_tested_together_or_not_at_all(maker) -> None:
    module = maker("glyphs")
    fonts = [font(f"f{k}", module.CATEGORIES[k % 2]) for k in range(100)]
    groups = np.arange(100) // 4 * 2 + np.arange(100) % 2  # pairs within a category
    test = module.choose_test_fonts(fonts, groups)
    assert test.sum() == 20
    assert all(len(set(test[groups == group].tolist())) == 1 for group in np.unique(groups))
    shuffled = np.random.default_rng(0).permutation(100)
    again = module.choose_test_fonts([fonts[k] for k in shuffled], np.arange(100))
    alone = module.choose_test_fonts(fonts, np.arange(100))
    np.testing.assert_array_equal(again, alone[shuffled])


def test_some_fonts_drawn_again_are_those_bundled(maker, sources: Path) -> None:
    packages = sources / "glyphs" / "node_modules" / "@fontsource"
    for needed in ("brotli", "fontTools"):
        pytest.importorskip(needed, reason="tools/make_data/requirements.txt is not installed")
    if not packages.exists():
        pytest.skip("the fonts are not at hand: run their maker once")
    module, index = maker("glyphs"), glyph_fonts()
    data = load_glyphs("test")
    for number in np.unique(data.factors["font"])[::20].tolist():
        package = packages / index[number].family
        described = module.describe(package, index[number].version)
        assert described._replace(split="test") == index[number]
        drawn = module.draw_font(module.font_file(package))
        bundled_images = data.images[data.factors["font"] == number, 0]
        np.testing.assert_array_equal(drawn, bundled_images)
    assert len(GLYPH_CHARACTERS) == len(drawn)


# Faces


def test_chosen_features_are_those_bundled(maker) -> None:
    module = maker("faces")
    chosen = module.choose(np.random.default_rng(module.SEED))
    factors = load_faces().factors
    for feature, values in chosen.items():
        np.testing.assert_array_equal(values, factors[feature])
    assert load_faces().levels == module.LEVELS


def test_features_become_options(maker) -> None:
    module = maker("faces")
    chosen = {feature: np.array([0, 1]) for feature in module.LEVELS}
    plain, adorned = (json.loads(module.options(chosen, face)) for face in (0, 1))
    assert plain["mouth"] == ["sad01"]
    assert (plain["beard"], plain["beardProbability"]) == ([], 0)
    assert (adorned["glasses"], adorned["glassesProbability"]) == (["variant01"], 100)
    assert adorned["hair"] == ["variant02"]
    assert "mood" not in plain


def test_some_faces_drawn_again_are_those_bundled(maker, sources: Path) -> None:
    if not (sources / "faces" / "node_modules").exists():
        pytest.skip("the packages that draw faces are not at hand: run their maker once")
    module = maker("faces")
    chosen = module.choose(np.random.default_rng(module.SEED))
    drawn = module.draw([module.options(chosen, face) for face in range(40)], sources)
    np.testing.assert_array_equal(drawn, load_faces().images[:40, 0])


# Word vectors


def test_vectors_are_read_in_order_and_lazily(maker, tmp_path: Path) -> None:
    vectors = {"the": [1, 2], "]": [0, 1], 'say "x"': [3, 4], "naïve": [5, 6], "last": [7, 8]}
    rows = {word: [*values] * 50 + [9.9, k] for k, (word, values) in enumerate(vectors.items())}
    path = tmp_path / "v.json"
    tree = {"size": 5, "words": list(vectors), "vectors": rows, "unkVector": [0]}
    path.write_text(json.dumps(tree, separators=(",", ":"), ensure_ascii=False), encoding="utf8")
    found = list(maker("word_vectors").read_vectors(path))
    assert [word for word, _ in found] == list(vectors)
    assert [values for _, values in found] == [row[:100] for row in rows.values()]


@repeatable
@given(
    hnp.arrays(
        np.float64,
        st.tuples(st.integers(1, 4), st.just(6)),
        elements=st.floats(-8, 8, width=32),
    ).filter(lambda rows: (np.abs(rows).max(axis=1) > 1e-3).all())
)
def test_rounding_is_off_by_half_a_step_at_most(maker, rows: np.ndarray) -> None:
    steps, scale = maker("word_vectors").quantise(rows)
    assert (np.abs(steps).max(axis=1) == 127).all()
    assert np.all(np.abs(steps * scale[:, None] - rows) <= 0.501 * scale[:, None])


def test_bundled_vectors_are_those_of_the_package(maker, sources: Path) -> None:
    module = maker("word_vectors")
    path = sources / "word_vectors" / "node_modules" / module.PACKAGE / f"{module.PACKAGE}.json"
    if not path.exists():
        pytest.skip("the package of word vectors is not at hand: run its maker once")
    found = arrays(bundled.FILES / "word_vectors.npz")
    read = ((w, v) for w, v in module.read_vectors(path) if module.WORD.fullmatch(w))
    for row, (word, values) in zip(range(2000), read, strict=False):
        assert found["words"][row] == word
        steps, scale = module.quantise(np.array([values]))
        np.testing.assert_array_equal(found["steps"][row], steps[0])
        assert found["scale"][row] == scale[0]
