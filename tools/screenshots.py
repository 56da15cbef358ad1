"""Take a picture of every page: ``python tools/screenshots.py``, into ``_build/screenshots``.

Each page at 360 and 1440 pixels, light and dark, from top to bottom. ``index.html`` there shows
them side by side. Tests can say that nothing overflows; whether a page is good to look at, only
somebody who looks can say.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from browser import FLAGS, BrowserError, Machine, ensure
from serve import BookServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["contact_sheet", "main", "page_paths", "take"]

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (1440, 360)
SCHEMES = ("light", "dark")
TALLEST = 8_000  # pixels; what is taller becomes several pictures, which a viewer can show
SHEET = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Pictures of the pages</title>
<style>
body {{ margin: 2rem; font-family: sans-serif; }}
div {{ display: flex; gap: 1rem; align-items: start; }}
img {{ height: 30rem; object-fit: cover; object-position: top; border: 1px solid #888; }}
</style>
<h1>Pictures of the pages</h1>
{rows}
</html>
"""


def page_paths(folder: Path) -> list[str]:
    """Return the pages in `folder` that a reader is led to, as addresses."""
    found = (path.relative_to(folder) for path in folder.rglob("*.html"))
    inner = (path for path in found if path.parts[0] not in {"_static", "_sources"})
    return sorted(path.as_posix() for path in inner if path.as_posix() != "index.html")


def combinations() -> Iterator[tuple[int, str]]:
    """Give each width with each colour scheme."""
    return ((width, scheme) for width in WIDTHS for scheme in SCHEMES)


def picture_name(page: str, width: int, scheme: str, part: int = 0) -> str:
    """Return the name of a picture's file, relative to the folder of pictures."""
    name = f"{page.removesuffix('.html').replace('/', '-')}-{width}-{scheme}"
    return f"{name}-{part + 1}.png" if part else f"{name}.png"


def take(browser: Browser, address: str, pages: Sequence[str], folder: Path) -> Iterator[Path]:
    """Take the pictures, giving the path of each when it is there.

    Parameters
    ----------
    browser : Browser
        Playwright's.
    address : str
        Where the pages are served, with a slash at the end.
    pages : sequence of str
        Their paths.
    folder : Path
        Where the pictures go.
    """
    for width, scheme in combinations():
        context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
        page = context.new_page()
        for path in pages:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address + path)
            height = page.evaluate("document.documentElement.scrollHeight")
            # With the window as tall as the page, what is sticky or loads late is in its place.
            window = min(max(height, 900), TALLEST)
            page.set_viewport_size({"width": width, "height": window})
            for part in range(-(-height // window)):
                page.evaluate("(y) => scrollTo(0, y)", part * window)
                page.wait_for_load_state("networkidle")
                picture = folder / picture_name(path, width, scheme, part)
                page.screenshot(path=picture)
                yield picture
        context.close()


def contact_sheet(pages: Sequence[str]) -> str:
    """Return a page that shows all pictures, a row for each page."""
    rows = []
    for path in pages:
        names = [picture_name(path, *combination) for combination in combinations()]
        images = "".join(
            f'<a href="{n}"><img src="{n}" alt="{n}" loading="lazy"></a>' for n in names
        )
        rows.append(f"<h2>{path}</h2><div>{images}</div>")
    return SHEET.format(rows="\n".join(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; return the exit status."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description="Take a picture of every page of the book.")
    parser.add_argument("pages", nargs="*", help="paths such as book/index.html; default all")
    parser.add_argument("--folder", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--to", type=Path, default=ROOT / "_build" / "screenshots")
    options = parser.parse_args(arguments)
    pages = options.pages or (page_paths(options.folder) if options.folder.is_dir() else [])
    if not pages:
        print("There is no book yet: run `make book` first.", file=sys.stderr)
        return 1
    try:
        executable = ensure(Machine(), lambda message: print(message, flush=True))
    except BrowserError as error:
        print(error, file=sys.stderr)
        return 1
    options.to.mkdir(parents=True, exist_ok=True)
    with BookServer(options.folder, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        for number, picture in enumerate(take(browser, server.address, pages, options.to), 1):
            print(f"{number:4d} {picture.name}", flush=True)
        browser.close()
        server.shutdown()
    (options.to / "index.html").write_text(contact_sheet(pages), encoding="utf-8")
    print(f"The pictures are in {options.to}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
