"""Rules of the house that a machine can check over the whole tree."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {
    "", ".bib", ".cfg", ".cff", ".css", ".html", ".ipynb", ".js", ".json", ".lock", ".md", ".mjs",
    ".py", ".svg", ".toml", ".txt", ".yaml", ".yml",
}  # fmt: skip
PYTHON = sorted(
    [*ROOT.glob("src/**/*.py"), *ROOT.glob("tools/**/*.py"), *ROOT.glob("book/_ext/**/*.py")]
)
SOURCE = sorted(ROOT.glob("src/**/*.py"))
# Written in pieces, so that this file does not find itself.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("npmjs", "(?:org|com)"),
        ("deb", "debian", "org"),
        ("python" + "hosted", "org"),
    )
]
MACHINE = [rf"(?<![\w.-])/{top}/" for top in ("work", "root", "home/[a-z]+", "tmp/[a-z_]+")]
COMPUTES = ("data", "models", "metrics", "training", "recipes", "checkpoints")
SHOWS = tuple(f"latentlib.{part}" for part in ("plots", "live", "exercises", "claims"))


def committed():
    """The files that git would commit, as they are now."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if answer.returncode:
        pytest.skip("this is no git checkout")
    paths = (ROOT / name for name in answer.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def texts():
    files = [path for path in committed() if path.suffix in TEXT]
    for path in files:
        yield path.relative_to(ROOT), path.read_bytes()


def test_text_is_utf8_with_unix_lines_and_an_end():
    for path, content in texts():
        content.decode("utf-8")
        assert b"\r\n" not in content, f"{path}: Windows line endings"
        assert content.endswith(b"\n") or not content, f"{path}: no newline at the end"


@pytest.mark.parametrize("pattern", [*REGISTRIES, *MACHINE])
def test_no_registry_and_no_path_of_a_machine_is_named(pattern):
    found = []
    for path, content in texts():
        if path.suffix == ".svg" or path.parts[:2] == ("tests", "repository"):
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            if re.search(pattern, line):
                found.append(f"{path}:{number}: {line.strip()[:80]}")
    assert found == []


def test_files_stay_small_enough_to_clone():
    sizes = {path.relative_to(ROOT).as_posix(): path.stat().st_size for path in committed()}
    assert {name: size for name, size in sizes.items() if size > 10e6} == {}
    weights = [
        size for name, size in sizes.items() if name.startswith("src/latentlib/checkpoints/")
    ]
    assert sum(weights) <= 25e6


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def parsed(paths):
    for path in paths:
        text = path.read_text(encoding="utf-8")
        yield name_of(path), text, ast.parse(text)


def body_lines(function):
    """Lines of a function without its signature and its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_modules_and_functions_keep_to_their_size():
    long = []
    for name, text, tree in parsed(PYTHON):
        if len(text.splitlines()) > 400:
            long.append(f"{name} has more than 400 lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > 50:
                long.append(f"{name}: {node.name} has more than 50 lines")
    assert long == []


def top_level_names(tree):
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    return {t.id for node in assigned for t in node.targets if isinstance(t, ast.Name)}


def test_modules_say_what_they_are_and_what_is_public():
    silent = []
    for name, _, tree in parsed(SOURCE):
        file = name.rpartition("/")[2]
        private = file.startswith("_") and file != "__init__.py"
        if not private and "__all__" not in top_level_names(tree):
            silent.append(f"{name}: no __all__")
        if not ast.get_docstring(tree):
            silent.append(f"{name}: no docstring")
    assert silent == []


def imported(name, tree):
    """Full names of all that a module imports, anywhere in it."""
    package = Path(name).relative_to("src").with_suffix("").parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: -node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def test_what_computes_does_not_import_what_shows():
    upward = []
    for name, _, tree in parsed(SOURCE):
        part = Path(name).relative_to("src/latentlib").parts[0].removesuffix(".py")
        shown = [
            module
            for module in imported(name, tree)
            if part in COMPUTES and module.startswith(SHOWS)
        ]
        upward += [f"{name} imports {module}" for module in shown]
    assert upward == []


def test_the_library_never_seeds_globally():
    seeds = re.compile(r"(?:torch|cuda)\.(?:manual_seed|seed)\(|\brandom\.seed\(")
    assert [name for name, text, _ in parsed(SOURCE) if seeds.search(text)] == []


def test_readme_is_short():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 170
