"""Bring chapters into the form they are committed in.

``python tools/notebooks.py strip FILES`` removes outputs, counts and times, except what verdict
cells store; it is the pre-commit hook, and exits with 1 where it has changed a file.
``python tools/notebooks.py store`` copies what the verdict cells said in the last build into the
chapters: ``make verdicts``, after a change that is meant to move them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbstripout import strip_output

__all__ = ["main", "store", "strip"]

ROOT = Path(__file__).resolve().parent.parent
COUNT = 1  # nbval compares a cell only if it has a count; one that never moves shows no change
PASSING = ["metadata.language_info.version", "cell.metadata.execution"]


def strip(notebook: NotebookNode) -> NotebookNode:
    """Remove from `notebook`, in place, what running it has left, but not its verdicts.

    nbstripout keeps the outputs of cells tagged ``keep_output``, which only verdict cells are, but
    it takes their counts away.
    """
    strip_output(notebook, None, keep_count=False, keep_id=True, extra_keys=PASSING)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.outputs:
            cell.execution_count = COUNT
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = COUNT
    return notebook


def strip_file(path: Path) -> bool:
    """Strip the notebook at `path`; tell whether that has changed it."""
    before = path.read_text(encoding="utf-8")
    after = nbformat.writes(strip(nbformat.reads(before, as_version=4))).rstrip("\n") + "\n"
    if after == before:
        return False
    path.write_text(after, encoding="utf-8")
    print(f"stripped {path}")
    return True


def store(root: Path) -> list[str]:
    """Copy the verdicts of the last build into the chapters of `root`, and strip the rest.

    Returns the claims whose verdicts were found.
    """
    from latentlib.claims import store_verdicts  # the hook's own environment is without it

    stored = []
    for chapter in sorted((root / "chapters").glob("*.ipynb")):
        executed = next((root / "_build" / "executed").rglob(chapter.name), None)
        if executed is not None:
            stored += store_verdicts(executed, chapter)
            strip_file(chapter)
    return stored


def main(arguments: list[str]) -> int:
    """Do what `arguments` ask for; return the exit status."""
    match arguments:
        case ["strip", *names]:
            changed = [name for name in names if strip_file(Path(name))]
            return int(bool(changed))
        case ["store"]:
            print("stored:", ", ".join(store(ROOT)) or "nothing")
            return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
