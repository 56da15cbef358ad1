"""Measure the built pages with Lighthouse: ``python benchmarks/lighthouse.py``.

Serves ``_build/html`` with the project's own server, runs Lighthouse (pinned, installed by npm into
``_build/lighthouse`` on first use) several times on each page, desktop and mobile, and prints the
median of each score with the lowest and highest run. Ends with 1 where a median misses its target.

Needs Node.js 18 or newer; the browser is the one that tools/browser.py finds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shlex
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from browser import FLAGS, BrowserError, Machine, ensure
from serve import BookServer

__all__ = ["Result", "main", "measure", "report"]

ROOT = Path(__file__).resolve().parents[1]
VERSION = "12.8.2"  # the newest that runs on Node.js 18 and 20
FOLDER = ROOT / "_build" / "lighthouse"
PAGES = (
    "book/index.html",
    "chapters/00_what_is_latent_space.html",
    "chapters/01_dimensionality_reduction.html",
    "chapters/02_variational_autoencoders.html",
    "chapters/04_embeddings.html",
    "book/claims.html",
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TARGETS: Mapping[str, Mapping[str, int]] = {
    "desktop": dict.fromkeys(CATEGORIES, 95),
    "mobile": {"performance": 90},
}


@dataclass(frozen=True)
class Result:
    """One run of Lighthouse on one page.

    Parameters
    ----------
    scores : Mapping
        Points from 0 to 100 by category.
    paint_s : float
        Seconds until the largest thing in the window is painted, as Lighthouse simulates it.
    blocked_ms : float
        Milliseconds during which the page could not have answered a tap.
    shift : float
        Cumulative layout shift; 0 is none.
    transferred_kb : float
        Kilobytes that came over the wire, figures in view included.
    """

    scores: Mapping[str, float]
    paint_s: float
    blocked_ms: float
    shift: float
    transferred_kb: float

    @classmethod
    def from_report(cls, report: Mapping[str, Any]) -> Result:
        """Read what matters from Lighthouse's JSON."""
        audits = report["audits"]
        return cls(
            {name: 100 * report["categories"][name]["score"] for name in CATEGORIES},
            audits["largest-contentful-paint"]["numericValue"] / 1000,
            audits["total-blocking-time"]["numericValue"],
            audits["cumulative-layout-shift"]["numericValue"],
            audits["total-byte-weight"]["numericValue"] / 1000,
        )


def install() -> Path:
    """Return the path of Lighthouse's command, installing it where it is missing."""
    command = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    manifest = command.parents[1] / "package.json"
    if manifest.exists() and json.loads(manifest.read_text())["version"] == VERSION:
        return command
    if not (npm := shutil.which("npm")):
        raise SystemExit("Lighthouse needs npm (Node.js 18 or newer), which is not on PATH.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    print(f"Installing Lighthouse {VERSION} into {FOLDER.relative_to(ROOT)}.", flush=True)
    install = [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(FOLDER)]
    if subprocess.run([*install, f"lighthouse@{VERSION}"]).returncode:
        raise SystemExit(f"npm could not install lighthouse@{VERSION}: see its message above.")
    return command


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the book and give its address."""
    if not (folder / "index.html").exists():
        raise SystemExit(f"There are no pages in {folder}: run `make book` first.")
    with BookServer(folder, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


def measure(command: Path, url: str, profile: str, browser: str) -> Result:
    """Run Lighthouse once.

    Parameters
    ----------
    command : Path
        What `install` returned.
    url : str
        Address of the page.
    profile : {"desktop", "mobile"}
        Size of the window, speed of the line and of the processor, as Lighthouse defines them.
    browser : str
        Path of Chromium.
    """
    flags = " ".join(("--headless=new", *FLAGS))
    arguments = ["node", str(command), url, "--output=json", "--quiet", f"--chrome-flags={flags}"]
    arguments += ["--preset=desktop"] if profile == "desktop" else []
    environment = {**Machine.environment, "CHROME_PATH": browser}
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True)
    if done.returncode:
        shown = shlex.join(arguments)
        raise SystemExit(f"Lighthouse failed on {url}:\n{done.stderr.strip()}\n({shown})")
    report = json.loads(done.stdout)
    if error := report.get("runtimeError"):
        raise SystemExit(f"Lighthouse could not measure {url}: {error['message']}")
    return Result.from_report(report)


def report(page: str, profile: str, results: Sequence[Result]) -> tuple[str, list[str]]:
    """Return a row of the table for one page, and the targets that it misses."""
    cells, missed = [], []
    for name in CATEGORIES:
        values = [result.scores[name] for result in results]
        middle = statistics.median(values)
        cells.append(f"{middle:3.0f} ({min(values):.0f}-{max(values):.0f})".ljust(13))
        target = TARGETS[profile].get(name, 0)
        if middle < target:
            missed.append(f"{page}, {profile}: {name} is {middle:.0f}, expected {target}")
    middle_of = {
        field: statistics.median(getattr(result, field) for result in results)
        for field in ("paint_s", "blocked_ms", "shift", "transferred_kb")
    }
    cells += [
        f"{middle_of['paint_s']:5.2f} s",
        f"{middle_of['blocked_ms']:5.0f} ms",
        f"{middle_of['shift']:6.3f}",
        f"{middle_of['transferred_kb']:6.0f} kB",
    ]
    return f"{page:42} {profile:8} " + "  ".join(cells), missed


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, return the exit status."""
    parser = argparse.ArgumentParser(description="Measure the built pages with Lighthouse.")
    parser.add_argument("pages", nargs="*", default=PAGES, help="relative to _build/html")
    parser.add_argument("--runs", type=int, default=3, help="of each page and profile")
    parser.add_argument("--folder", type=Path, default=ROOT / "_build" / "html")
    options = parser.parse_args(arguments)
    command = install()
    try:
        browser = ensure(Machine(), lambda message: print(message, flush=True))
    except BrowserError as error:
        raise SystemExit(str(error)) from error
    print(f"Lighthouse {VERSION}, median of {options.runs} runs (lowest-highest)\n")
    print(
        f"{'page':42} {'profile':8} {'performance':13}  {'accessibility':13}  "
        f"{'practices':13}  {'seo':13}  {'paint':>7}  {'blocked':>8}  {'shift':>6}  weight"
    )
    missed: list[str] = []
    with served(options.folder) as address:
        for page in options.pages:
            for profile in TARGETS:
                results = [
                    measure(command, address + page, profile, browser) for _ in range(options.runs)
                ]
                row, misses = report(page, profile, results)
                print(row, flush=True)
                missed += misses
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
