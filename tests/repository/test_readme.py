"""README.md is true: its example prints what it says, its commands and its links exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def test_the_example_prints_what_the_page_says(tmp_path):
    (code,) = blocks(read("README.md"), "python")
    (output,) = blocks(read("README.md"), "text")
    command = [sys.executable, "-W", "error", "-c", code]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert answer.stderr == ""
    assert answer.stdout == output


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_settings_that_are_named_exist(page):
    makefile = read("Makefile")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", read(page), re.M))
    assert named <= targets, named - targets
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tools/*.py"))
    for setting in set(re.findall(r"`(LATENT_COURSE_[A-Z_]+)", read(page))):
        assert setting in code, setting
    for variable in set(re.findall(r"`make [a-z]+ ([A-Z]+)=", read(page))):
        assert f"$({variable})" in makefile, variable


def test_the_readme_lists_every_command():
    targets = set(re.findall(r"^([a-z]+):.*##", read("Makefile"), re.M)) - {"help"}
    assert targets <= set(re.findall(r"`make ([a-z]+)", read("README.md")))


@pytest.mark.parametrize("page", PAGES)
def test_links_to_files_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", read(page)):
        assert (ROOT / target).exists(), target
    for folder in re.findall(r"`([a-z_]+(?:/[a-z_.]+)*/)`", read(page)):
        assert (ROOT / folder).is_dir(), folder
