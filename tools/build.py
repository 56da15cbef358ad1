"""Build the book: execute the chapters, make the pages, publish them in one step.

Run as ``python tools/build.py``. The pages end in ``_build/html``. If nothing has changed since
the last build there is nothing to do, which is found out without importing Sphinx. A build that
fails leaves the pages of the last good one.

Sphinx works in ``_build/sphinx``, where it keeps what it needs to redo only what has changed.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import html
import json
import shutil
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from inputs import ROOT, book_digest, work_digest

__all__ = ["BuildFailed", "build_book", "is_current"]

START_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={target}">
<link rel="canonical" href="{target}">
<title>{title}</title>
</head>
<body><main><h1>{title}</h1><p><a href="{target}">Go to the first page</a></p></main></body>
</html>
"""


class BuildFailed(Exception):
    """The book could not be built; the message says why."""


def is_current(root: Path) -> bool:
    """Tell whether the published pages are those of the present sources."""
    try:
        stamp = json.loads((root / "_build" / "stamp.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (root / "_build/html/index.html").exists() and stamp == {"book": book_digest(root)}


def build_book(root: Path) -> Path:
    """Execute what has changed, make the pages that depend on it, publish.

    Parameters
    ----------
    root : Path
        Folder with ``_config.yml`` and ``_toc.yml``.

    Returns
    -------
    Path
        The folder of published pages.

    Raises
    ------
    BuildFailed
        If a chapter or a page fails.
    """
    published = root / "_build" / "html"
    with _only_one(root):
        _finish_interrupted_publication(published)
        if is_current(root):
            return published
        digest = book_digest(root)
        title, start = _setting(root / "_config.yml", "title"), _setting(root / "_toc.yml", "root")
        _execute(root)
        print("Making the pages.", flush=True)
        pages = _make_pages(root)
        _publish(pages, published, title=title, start=start)
        (root / "_build" / "stamp.json").write_text(json.dumps({"book": digest}))
    return published


@contextlib.contextmanager
def _only_one(root: Path) -> Iterator[None]:
    """Wait for another build of the same book to end, then keep others waiting."""
    folder = root / "_build"
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another build is running; waiting for it.", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _execute(root: Path) -> None:
    from execute import ExecutionFailed, execute_chapters

    try:
        execute_chapters(root)
    except ExecutionFailed as error:
        raise BuildFailed(str(error)) from error


def _make_pages(root: Path) -> Path:
    """Run Sphinx as jupyter-book configures it; a warning is an error.

    Sphinx reports a warning only when it reads the page, so a build that failed or was killed
    leaves a state that cannot be trusted: the next one starts afresh.
    """
    work, digest = root / "_build" / "sphinx", work_digest(root)
    complete = work / "complete"
    if not complete.exists() or complete.read_text() != digest:
        shutil.rmtree(work, ignore_errors=True)
    complete.unlink(missing_ok=True)
    result = _run_sphinx(root, work)
    if isinstance(result, KeyboardInterrupt):
        raise result
    if result != 0:
        raise BuildFailed("The messages above say what is wrong in the pages.")
    complete.write_text(digest)
    return work / "html"


def _run_sphinx(root: Path, work: Path) -> int | BaseException:
    from jupyter_book.sphinx import build_sphinx
    from sphinx.util.console import nocolor

    if not sys.stderr.isatty():
        nocolor()
    with warnings.catch_warnings():
        # Of Python's, not of Sphinx's: what libraries tell each other is not the author's matter.
        warnings.simplefilter("ignore")
        return build_sphinx(
            root,
            work / "html",
            noconfig=True,
            path_config=root / "_config.yml",
            confoverrides={
                "external_toc_path": (root / "_toc.yml").as_posix(),
                "latex_individualpages": False,
            },
            doctreedir=work / "doctrees",
            warningiserror=True,
            keep_going=True,
            quiet=True,
        )


def _publish(pages: Path, published: Path, *, title: str, start: str) -> None:
    """Replace the published pages by the new ones, all at once."""
    (published.parent / "stamp.json").unlink(missing_ok=True)
    new, old = published.with_name("html.new"), published.with_name("html.old")
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(pages, new, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
    (new / ".nojekyll").touch()
    target = f"{start}.html"
    (new / "index.html").write_text(START_PAGE.format(title=html.escape(title), target=target))
    if published.exists():
        published.rename(old)
    new.rename(published)
    shutil.rmtree(old, ignore_errors=True)


def _finish_interrupted_publication(published: Path) -> None:
    old = published.with_name("html.old")
    if old.exists() and not published.exists():
        old.rename(published)


def _setting(path: Path, key: str) -> str:
    import yaml

    return str(yaml.safe_load(path.read_text(encoding="utf-8"))[key])


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def main(arguments: list[str] | None = None) -> int:
    """Build the book if need be; return the exit code."""
    parser = argparse.ArgumentParser(description="Build the book into _build/html.")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder with _config.yml")
    root = parser.parse_args(arguments).root.resolve()
    signal.signal(signal.SIGTERM, _stop)
    started = time.monotonic()
    if is_current(root):
        print("The book is up to date.")
        return 0
    print("Executing the chapters that have changed.", flush=True)
    try:
        published = build_book(root)
    except BuildFailed as error:
        print(f"The book was not built.\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("The disk is full; free some space and start again.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; what was finished is kept.", file=sys.stderr)
        return 130
    print(f"The book is in {published}, after {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
