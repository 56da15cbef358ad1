"""A small book to build, made once, and the real one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

REPOSITORY = Path(__file__).resolve().parents[2]
for folder in (Path(__file__).parent, REPOSITORY / "tools", REPOSITORY / "book" / "_ext"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from live_book import copy_machinery, write_notebook  # noqa: E402

INDEX = """\
# A small book

See [the chapter](../chapters/01_small.ipynb), {numref}`fig-line`, {eq}`square` and
{cite:p}`alain2016`.

```{math}
:label: square
y = x^2
```

![A hand-drawn square.](square.svg)

```{only} repository
Get it from {{ repository_url }}.
```

```{only} not repository
There is no repository yet.
```
"""

CLAIMS = """\
# Claims

```{claims-ledger}
```

## Times

```{execution-times}
```

## References

```{bibliography}
```
"""

GLOSSARY = """\
# Glossary

```{glossary}
code
  A short list of numbers.
```
"""

SQUARE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">
<rect width="40" height="20" fill="#1f2328"/></svg>
"""

FIGURE = """\
import matplotlib.pyplot as plt
from latentlib.plots import use_house_style

use_house_style()
figure, axes = plt.subplots(figsize=(3, 2))
axes.plot([1, 2, 3], [1, 4, 2]);"""

VERDICT = """\
from latentlib import claims

claim = next(claim for claim in claims.LEDGER.values() if claim.measures)
claims.verdict(claim.id, {m.key: [sum(m.band) / 2] * 3 for m in claim.measures})"""

TABLE_OF_CONTENTS = """\
format: jb-book
root: book/index
chapters:
  - file: chapters/01_small
  - file: book/claims
  - file: book/api
  - file: book/glossary
"""


@pytest.fixture(autouse=True)
def sphinx_as_new() -> Iterator[None]:
    """Take out of Sphinx's own defaults what a build in this process has added to them."""
    yield
    if "sphinx.config" in sys.modules:
        suffixes = sys.modules["sphinx.config"].Config.config_values["source_suffix"].default
        suffixes.clear()
        suffixes[".rst"] = "restructuredtext"


@pytest.fixture
def chapters_of(tmp_path: Path) -> Callable[..., Path]:
    """Make a project that has only chapters: one a keyword, its cells the value."""

    def make(**chapters: Sequence[object]) -> Path:
        files = [f"  - file: chapters/{name}\n" for name in chapters]
        contents = "format: jb-book\nroot: index\nchapters:\n" + "".join(files)
        (tmp_path / "_toc.yml").write_text(contents)
        (tmp_path / "_config.yml").write_text("title: A small book\nexecute:\n  timeout: 60\n")
        (tmp_path / "requirements.lock").write_text("numpy==2.4.0\n")
        (tmp_path / "src").mkdir(exist_ok=True)
        (tmp_path / "src" / "module.py").write_text("x = 1\n")
        for name, cells in chapters.items():
            write_notebook(tmp_path / "chapters" / f"{name}.ipynb", cells)
        return tmp_path

    return make


@pytest.fixture(scope="session")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Root of a small book with the settings and extensions of the real one, built."""
    from build import build_book

    root = tmp_path_factory.mktemp("small_book")
    copy_machinery(root)
    (root / "_toc.yml").write_text(TABLE_OF_CONTENTS)
    (root / "book" / "index.md").write_text(INDEX)
    (root / "book" / "claims.md").write_text(CLAIMS)
    (root / "book" / "glossary.md").write_text(GLOSSARY)
    (root / "book" / "square.svg").write_text(SQUARE)
    (root / "book" / "not_listed.md").write_text("# Not in the table of contents\n")
    api = "# Reference\n\n```{eval-rst}\n.. api-module:: latentlib.claims\n```\n"
    (root / "book" / "api.md").write_text(api)
    write_small_chapter(root / "chapters" / "01_small.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LATENT_COURSE_REPOSITORY", raising=False)
        build_book(root)
        yield root


def write_small_chapter(path: Path, prose: str = "Prose.") -> None:
    """Write the chapter of the small book: a figure, a verdict, a progress bar."""
    figure = {"image": {"alt": "A line with a bend."}, "figure": {"name": "fig-line"}}
    figure["figure"]["caption"] = "A line."
    cells = [
        new_markdown_cell(f"# A small chapter\n\n{prose}"),
        new_code_cell(FIGURE, metadata={"mystnb": figure}),
        "from tqdm.notebook import tqdm\n\nfor _ in tqdm(range(2)):\n    pass",
        new_code_cell(VERDICT, metadata={"tags": ["verdict"]}),
    ]
    write_notebook(path, cells)


@pytest.fixture(scope="session")
def built_book() -> Path:
    """Folder of the real book's pages; built if that has not been done."""
    command = [sys.executable, str(REPOSITORY / "tools" / "build.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the book cannot be built:\n{done.stdout}{done.stderr}"
    return REPOSITORY / "_build" / "html"
