"""A folder of images: every file read once, whatever state it is in."""

from __future__ import annotations

import os
import resource
import signal
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import EpsImagePlugin, Image

from latentlib.data import DataError, image_store, load_glyphs, read_image_folder


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


def peak_of_reading(folder: Path) -> int:
    """Return how many bytes Python and NumPy held at most, meanwhile."""
    tracemalloc.start()
    read(folder, size=64)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_number_of_files(fonts: Path, tmp_path: Path) -> None:
    for number in range(200):
        save(tmp_path / "few" / f"{number}.png", noise(32, 32))
    read(tmp_path / "few", size=8)  # what is imported is not counted
    few, many = peak_of_reading(tmp_path / "few"), peak_of_reading(fonts)
    assert many < few + 2800 * 64 * 64 * 3 / 20  # of each further image, less than a twentieth


def test_what_has_not_changed_is_not_read_again(fonts: Path, monkeypatch) -> None:
    first = read(fonts)
    monkeypatch.setattr(image_store, "read_pixels", None)
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


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("during", ["read_pixels", "_finish", "write_atomically"])
def test_broken_off_nothing_looks_finished(
    during: str, tmp_path: Path, cache: Path, monkeypatch
) -> None:
    folder = tmp_path / "images"
    for seed in range(3):
        save(folder / f"{seed}.png", noise(32, 32, seed=seed))
    real = image_store.read_pixels

    def second_fails(path: Path, *args: object, **options: object) -> np.ndarray:
        return interrupted() if path.name == "1.png" else real(path, *args, **options)

    with monkeypatch.context() as patch:
        fails = second_fails if during == "read_pixels" else interrupted
        patch.setattr(image_store, during, fails)
        with pytest.raises(KeyboardInterrupt):
            read(folder)
    assert [path.suffix for path in cache.iterdir()] in ([], [".npy"])
    assert list(cache.glob("*.json")) == []
    expected = np.stack([noise(32, 32, seed=seed) for seed in range(3)])
    assert np.array_equal(read(folder).images[:, 0], expected)
    assert sorted(path.suffix for path in cache.iterdir()) == [".json", ".npy"]


def test_a_full_disk_is_said_and_nothing_is_left(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "images"
    for seed in range(3):
        save(folder / f"{seed}.png", noise(32, 32, seed=seed))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:  # no file may be larger than two images, as they are read
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * 3 * 32 * 32, hard))
        with pytest.raises(OSError, match="File too large"):
            read(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert list(cache.iterdir()) == []
    assert len(read(folder)) == 3


@pytest.mark.parametrize("suffix", [".npy", ".json"])
@pytest.mark.parametrize("left", [None, 0, 100, 1000])
def test_a_damaged_file_on_disk_is_written_again(
    suffix: str, left: int | None, tmp_path: Path, cache: Path
) -> None:
    save(tmp_path / "images" / "a.png", noise(32, 32))
    read(tmp_path / "images")
    (path,) = cache.glob(f"*{suffix}")
    content = path.read_bytes()
    path.unlink()
    if left is not None:
        path.write_bytes(content[: min(left, len(content) - 1)])
    assert np.array_equal(read(tmp_path / "images").images[0, 0], noise(32, 32))
    assert path.read_bytes() == content


def test_a_file_on_disk_of_another_length_is_written_again(tmp_path: Path, cache: Path) -> None:
    save(tmp_path / "images" / "a.png", noise(32, 32))
    read(tmp_path / "images")
    (path,) = cache.glob("*.npy")
    np.save(path, np.zeros((2, 1, 32, 32), np.uint8))
    assert np.array_equal(read(tmp_path / "images").images[:, 0], noise(1, 32, 32))


def test_the_same_folder_is_known_by_every_path(tmp_path: Path, monkeypatch) -> None:
    save(tmp_path / "images" / "a.png", noise(32, 32))
    first = read(tmp_path / "images").images.filename
    (tmp_path / "link").symlink_to("images")
    monkeypatch.chdir(tmp_path)
    for path in ("images", "images/../images/", Path("link"), str(tmp_path / "link")):
        assert read(path).images.filename == first


def test_what_has_changed_is_replaced(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "images"
    for seed in range(3):
        save(folder / f"{seed}.png", noise(32, 32, seed=seed))
        images = read(folder)
    assert len(images) == 3
    assert len(list(cache.iterdir())) == 2
    old = images.images.copy()
    read(folder, size=16)
    read(folder, channels=3)
    assert len(list(cache.iterdir())) == 6  # other questions have answers of their own
    save(folder / "3.png", noise(32, 32))
    read(folder)
    assert np.array_equal(images.images, old)  # who has the old ones open keeps them


def test_each_file_is_opened_once(tmp_path: Path, monkeypatch) -> None:
    for number in range(5):
        save(tmp_path / "o" / f"{number}.png", noise(32, 32, 3, seed=number))
    opened = []
    real = Image.open
    monkeypatch.setattr(
        Image, "open", lambda path, **o: opened.append(path.name) or real(path, **o)
    )
    read(tmp_path / "o")
    assert opened == [f"{number}.png" for number in range(5)]


def test_order_is_that_of_the_names(tmp_path: Path) -> None:
    names = ["B.PNG", "a/z.png", "a10.png", "a9.png", "b/a/c.png", "b/b.png", "c.png"]
    for value, name in sorted(enumerate(names), key=lambda pair: pair[1][::-1]):
        save(tmp_path / "n" / name, np.full((8, 8), value, np.uint8))
    assert read(tmp_path / "n", size=8).images[:, 0, 0, 0].tolist() == list(range(len(names)))


@pytest.mark.parametrize("channels", [1, 3])
def test_channels_may_be_asked_for(channels: int, tmp_path: Path) -> None:
    save(tmp_path / "c" / "a.png", noise(32, 32))
    grey = read(tmp_path / "c", channels=channels).images
    assert grey.shape == (1, channels, 32, 32)
    assert (grey[0] == noise(32, 32)).all()
    save(tmp_path / "c" / "b.png", np.full((32, 32, 3), (200, 100, 0), np.uint8))
    both = read(tmp_path / "c", channels=channels).images
    assert both.shape == (2, channels, 32, 32)
    expected = [200, 100, 0] if channels == 3 else [round(0.299 * 200 + 0.587 * 100)]
    assert np.abs(both[1, :, 5, 5] - np.array(expected)).max() <= 1


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


def test_other_depths_and_colours(tmp_path: Path) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    grey = Image.fromarray(noise(32, 32))
    big_endian = (noise(32, 32).astype(">u2") * 256 + 77).astype(">u2").tobytes()
    grey.convert("1").save(folder / "a_bits.png")
    (folder / "b_deep.pgm").write_bytes(b"P5 32 32 65535\n" + big_endian)
    Image.frombytes("I;16B", (32, 32), big_endian).save(folder / "c_deep.tif")
    half = Image.merge("LA", (grey, Image.new("L", grey.size, 128)))
    half.save(folder / "d_half.png")
    film = [grey, Image.new("L", grey.size)]
    film[0].save(folder / "e_phone.jpg", "MPO", quality=100, save_all=True, append_images=film[1:])
    images = read(folder).images[:, 0].astype(int)
    assert np.array_equal(images[0], np.asarray(grey.convert("1")) * 255)
    assert np.array_equal(images[1], noise(32, 32))
    assert np.array_equal(images[2], noise(32, 32))
    assert np.abs(images[3] - (128 * images[1] + 127 * 255) / 255).max() <= 1
    assert np.abs(images[4] - images[1]).max() <= 3


def test_pixels_without_a_known_white_are_skipped(tmp_path: Path) -> None:
    save(tmp_path / "f" / "a.png", noise(32, 32))
    save(tmp_path / "f" / "b.tif", np.linspace(0, 1, 1024, dtype=np.float32).reshape(32, 32))
    save(tmp_path / "f" / "c.tif", noise(32, 32).astype(np.int32))
    images = read(tmp_path / "f")
    assert (len(images), images.report.n_skipped) == (1, 2)
    assert [reason.split(" have")[0] for _, reason in images.report.skipped] == [
        "ValueError: pixels of mode F",
        "ValueError: pixels of mode I",
    ]


def test_postscript_is_not_run(tmp_path: Path, monkeypatch) -> None:
    save(tmp_path / "p" / "a.png", noise(32, 32))
    Image.fromarray(noise(32, 32, 3)).save(tmp_path / "p" / "b.png", "EPS")
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", None)
    assert read(tmp_path / "p").report.skipped[0][1].startswith("UnidentifiedImageError")


def test_links_pipes_and_names_in_any_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    save(folder / "a.png", noise(32, 32))
    (folder / "circle.png").symlink_to("circle.png")
    (folder / "nowhere.png").symlink_to("gone.png")
    (folder / "again").symlink_to(folder)
    (folder / "z.png").symlink_to("a.png")
    os.mkfifo(folder / "pipe.png")
    try:
        (folder / os.fsdecode(b"\xff.png")).write_bytes(b"broken")
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    images = read(folder)
    assert np.array_equal(images.images[0], images.images[1])
    report = images.report
    assert (report.n_read, report.n_skipped, report.n_ignored) == (2, 3, 0)
    assert [name for name, _ in report.skipped] == ["circle.png", "nowhere.png", r"\xff.png"]


@pytest.mark.parametrize("name", ["b.png", "locked"])
def test_what_may_not_be_read_is_skipped_until_it_may(
    name: str, tmp_path: Path, monkeypatch
) -> None:
    folder = tmp_path / "l"
    for path in ("a.png", "b.png", "locked/c.png"):
        save(folder / path, noise(32, 32))
    (folder / name).chmod(0)
    with monkeypatch.context() as patch:  # who runs this may be allowed everything
        for module, function in ((os, "listdir"), (Image, "open")):
            patch.setattr(module, function, forbid(getattr(module, function), folder / name))
        images = read(folder)
    assert (len(images), images.report.n_skipped) == (2, 1)
    assert images.report.skipped[0][0] == name
    assert images.report.skipped[0][1].startswith("PermissionError")
    (folder / name).chmod(0o755)
    assert len(read(folder)) == 3


def forbid(function, forbidden: Path):
    def look(path, *args: object, **options: object):
        if Path(path) == forbidden:
            raise PermissionError(13, "Permission denied", str(path))
        return function(path, *args, **options)

    return look


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


def test_it_is_shown_in_one_line(tmp_path: Path) -> None:
    save(tmp_path / "r" / "a.png", noise(32, 32))
    (tmp_path / "r" / "b.png").write_bytes(b"")
    assert repr(read(tmp_path / "r")) == (
        "FolderImages(1 images of 1x32x32, 1 skipped in the folder)"
    )


@pytest.mark.parametrize("size", [0, 4, 30])
def test_sizes_that_do_not_fit_are_refused(size: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"size is {size}, but a multiple of 4, at least 8"):
        read(tmp_path, size=size)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"size": 32.0}, TypeError, "size is 32.0, but an int"),
        ({"size": "32"}, TypeError, "size is '32', but an int"),
        ({"channels": 2}, ValueError, "channels is 2, but 1, 3 or None"),
        ({"channels": "RGB"}, TypeError, "channels is 'RGB', but an int"),
        ({"channels": True}, TypeError, "channels is True, but an int"),
    ],
)
def test_what_cannot_be_made_is_refused(options, error, says: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=says):
        read(tmp_path, **options)


def test_shares_and_limits_are_counted(tmp_path: Path) -> None:
    for number in range(4):
        save(tmp_path / "h" / f"{number}.png", noise(32, 32))
    images = read(tmp_path / "h")
    with pytest.raises(TypeError, match=r"every is 2\.5, but an int"):
        images.split(2.5)
    with pytest.raises(TypeError, match=r"limit is 2\.0, but an int"):
        images.as_dataset(2.0)
    with pytest.raises(ValueError, match="limit is 0, but at least 1"):
        images.as_dataset(0)


def test_a_folder_without_images_says_what_it_has(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere is no folder"):
        read(tmp_path / "nowhere")
    (tmp_path / "file.png").write_bytes(b"")
    with pytest.raises(DataError, match=r"file\.png is no folder"):
        read(tmp_path / "file.png")
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "notes.txt").write_text("none")
    (folder / "a.png").write_bytes(b"broken")
    with pytest.raises(DataError, match=r"1 could not be read \(a\.png: Unid.*1 files have other"):
        read(folder)
