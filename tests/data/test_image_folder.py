"""A folder of images: every file read once, whatever state it is in."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from latentlib.data import DataError, image_folder, load_glyphs, read_image_folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own for each test."""
    monkeypatch.setenv("LATENTLIB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "folders"


def save(path: Path, pixels: np.ndarray, **options: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)


def read(folder: Path, **options: object):
    return read_image_folder(folder, progress=False, **options)


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3,000 characters as PNG, in a folder for each font, and files that are broken."""
    folder = tmp_path_factory.mktemp("fonts")
    glyphs = load_glyphs().images[:3000, 0]
    for number, glyph in enumerate(glyphs):
        save(folder / f"font{number // 62:03d}" / f"{number:05d}.png", glyph, compress_level=1)
    whole = (folder / "font000" / "00000.png").read_bytes()
    broken = folder / "broken"
    broken.mkdir()
    (broken / "empty.png").write_bytes(b"")
    (broken / "half.png").write_bytes(whole[: len(whole) // 2])
    (broken / "text.jpg").write_text("This is no image.")
    (broken / "other.webp").write_bytes(noise(5000).tobytes())
    with zipfile.ZipFile(broken / "zip.png", "w") as archive:
        archive.writestr("a.png", whole)
    (broken / ".hidden.png").write_bytes(whole)
    (broken / "notes.txt").write_text("not meant")
    (folder / ".thumbnails").mkdir()
    (folder / ".thumbnails" / "a.png").write_bytes(whole)
    return folder


def test_thousands_are_read_and_what_is_broken_is_counted(fonts: Path) -> None:
    images = read(fonts)
    assert images.images.shape == (3000, 1, 32, 32)
    assert np.array_equal(images.images[:, 0], load_glyphs().images[:3000, 0])
    report = images.report
    assert (report.n_read, report.n_skipped, report.n_ignored) == (3000, 5, 2)
    assert [name for name, _ in report.skipped] == [
        f"broken/{name}" for name in ("empty.png", "half.png", "other.webp", "text.jpg", "zip.png")
    ]
    assert all("Error" in reason for _, reason in report.skipped)


def test_rows_are_what_training_takes(fonts: Path) -> None:
    images = read(fonts)
    batch = images[torch.tensor([5, 0, 2999])]
    assert batch.dtype == torch.float32
    expected = load_glyphs().tensor()[[5, 0, 2999]]
    torch.testing.assert_close(batch, expected, rtol=0, atol=0)


def test_split_sets_every_tenth_aside(fonts: Path) -> None:
    train, held_out = read(fonts).split(10)
    assert (len(train), len(held_out)) == (2700, 300)
    assert held_out.numbers.tolist() == list(range(9, 3000, 10))
    assert not set(train.numbers) & set(held_out.numbers)
    data = held_out.as_dataset(7)
    assert np.array_equal(data.images, load_glyphs().images[9:70:10])
    for every in (1, 301):
        with pytest.raises(ValueError, match=f"every is {every}, but 2 to 300"):
            held_out.split(every)


def test_memory_does_not_grow_with_the_number_of_files(fonts: Path) -> None:
    read(fonts, size=8)  # what is imported is not counted
    tracemalloc.start()
    images = read(fonts, size=64)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert images.images.nbytes == 3000 * 64 * 64
    assert peak < images.images.nbytes  # in colour, as it is read, it would be three times that


def test_what_has_not_changed_is_not_read_again(fonts: Path, monkeypatch) -> None:
    first = read(fonts)
    monkeypatch.setattr(image_folder, "read_pixels", None)
    again = read(fonts)
    assert np.array_equal(first.images, again.images)
    assert first.report == again.report


def test_a_change_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    save(folder / "a.png", noise(32, 32))
    assert len(read(folder)) == 1
    save(folder / "b.png", noise(32, 32, seed=1))
    assert len(read(folder)) == 2
    save(folder / "b.png", noise(32, 32, seed=2))
    assert np.array_equal(read(folder).images[1, 0], noise(32, 32, seed=2))
    assert read(folder, size=16).images.shape == (2, 1, 16, 16)


def test_broken_off_nothing_looks_finished(tmp_path: Path, cache: Path, monkeypatch) -> None:
    folder = tmp_path / "images"
    for seed in range(3):
        save(folder / f"{seed}.png", noise(32, 32, seed=seed))
    real = image_folder.write_atomically

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("_finish", "write_atomically"):
        with monkeypatch.context() as patch:
            patch.setattr(image_folder, name, fail)
            with pytest.raises(KeyboardInterrupt):
                read(folder)
        assert [p.name for p in cache.iterdir() if p.name.startswith(".")] == []
        assert list(cache.glob("*.json")) == []
    assert image_folder.write_atomically is real
    assert len(read(folder)) == 3


def test_colour_stays_where_one_image_has_it(tmp_path: Path) -> None:
    save(tmp_path / "c" / "a.png", noise(32, 32))
    save(tmp_path / "c" / "b.png", noise(32, 32, 3, seed=1))
    images = read(tmp_path / "c").images
    assert images.shape == (2, 3, 32, 32)
    assert np.array_equal(images[0], np.repeat(noise(32, 32)[None], 3, 0))
    assert np.array_equal(images[1], noise(32, 32, 3, seed=1).transpose(2, 0, 1))


def test_grey_in_three_channels_is_grey(tmp_path: Path) -> None:
    save(tmp_path / "g" / "a.png", np.repeat(noise(32, 32)[..., None], 3, -1))
    assert read(tmp_path / "g").images.shape == (1, 1, 32, 32)


def test_the_square_in_the_middle_is_taken(tmp_path: Path) -> None:
    wide = np.zeros((32, 96), np.uint8)
    wide[:, 32:64] = noise(32, 32)
    save(tmp_path / "w" / "a.png", wide)
    assert np.array_equal(read(tmp_path / "w").images[0, 0], noise(32, 32))


def test_large_images_shrink_without_specks(tmp_path: Path) -> None:
    board = np.kron(np.indices((256, 256)).sum(0) % 2, np.ones((1, 1))).astype(np.uint8) * 255
    save(tmp_path / "l" / "a.png", board)
    inner = read(tmp_path / "l").images[0, 0, 4:-4, 4:-4]
    assert np.abs(inner.astype(int) - 128).max() <= 2  # every other pixel alone would be 0 or 255


def test_a_camera_s_note_is_heeded(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter, clockwise
    save(tmp_path / "e" / "a.png", noise(32, 32), exif=exif)
    assert np.array_equal(read(tmp_path / "e").images[0, 0], np.rot90(noise(32, 32), -1))


def test_see_through_is_white_and_other_kinds_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "k"
    clear = np.zeros((32, 32, 4), np.uint8)
    clear[:16, :, 3] = 255
    save(folder / "a_clear.png", clear)
    deep = (noise(32, 32).astype(np.uint16) << 8) + 77
    save(folder / "b_deep.png", deep)
    palette = Image.fromarray(noise(32, 32, 3)).quantize(16)
    palette.save(folder / "c_palette.png")
    Image.fromarray(noise(32, 32, 3)).convert("CMYK").save(folder / "d_cmyk.tif")
    frames = [Image.fromarray(np.full((32, 32), v, np.uint8)) for v in (40, 200)]
    frames[0].save(folder / "e_film.gif", save_all=True, append_images=frames[1:])
    images = read(folder).images
    assert images.shape == (5, 3, 32, 32)
    assert (images[0, :, :16] == 0).all()
    assert (images[0, :, 16:] == 255).all()
    assert np.array_equal(images[1, 0], noise(32, 32))
    as_rgb = np.asarray(palette.convert("RGB")).transpose(2, 0, 1)
    assert np.array_equal(images[2], as_rgb)
    assert images[3].std() > 20
    assert np.abs(images[4].astype(int) - 40).max() <= 2


def test_bombs_are_skipped(tmp_path: Path, monkeypatch) -> None:
    save(tmp_path / "b" / "a.png", noise(32, 32))
    save(tmp_path / "b" / "bomb.png", np.zeros((300, 300), np.uint8))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 60_000)
    images = read(tmp_path / "b")
    assert (len(images), images.report.n_skipped) == (1, 1)
    assert "DecompressionBomb" in images.report.skipped[0][1]


def test_many_broken_files_are_counted_and_some_named(tmp_path: Path) -> None:
    save(tmp_path / "m" / "a.png", noise(32, 32))
    for number in range(50):
        (tmp_path / "m" / f"b{number}.png").write_bytes(b"broken")
    report = read(tmp_path / "m").report
    assert (report.n_skipped, len(report.skipped)) == (50, 20)


@pytest.mark.parametrize("size", [0, 4, 30])
def test_sizes_that_do_not_fit_are_refused(size: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"size is {size}, but a multiple of 4, at least 8"):
        read(tmp_path, size=size)


def test_a_folder_without_images_says_what_it_has(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere is no folder"):
        read(tmp_path / "nowhere")
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "notes.txt").write_text("none")
    (folder / "a.png").write_bytes(b"broken")
    with pytest.raises(DataError, match=r"1 could not be read \(a\.png: Unid.*1 files have other"):
        read(folder)
