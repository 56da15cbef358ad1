"""The workflows: they parse, pin their actions, ask for little, and call what make has."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(
    r"uses: (?P<action>[\w.-]+/[\w./-]+)@(?P<commit>[0-9a-f]{40}) # v\d+\.\d+\.\d+$"
)


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def workflow(path):
    """A workflow; YAML reads the bare key `on` as true."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document | {"on": document[True]}


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def commands(workflow):
    return [line for step in steps(workflow) for line in step.get("run", "").splitlines()]


def make_targets(root):
    return set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), re.M))


def test_there_is_one_for_each_purpose():
    assert [path.stem for path in WORKFLOWS] == ["links", "nightly", "publish", "test"]


def test_every_action_is_pinned_by_commit_with_its_version_beside_it(path, workflow):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert len(lines) == sum("uses" in step for step in steps(workflow)) > 0
    for line in lines:
        assert PINNED.search(line), line


def test_an_action_is_the_same_everywhere():
    found = {}
    for path in WORKFLOWS:
        for line in path.read_text(encoding="utf-8").splitlines():
            if match := PINNED.search(line):
                found.setdefault(match["action"], set()).add(match["commit"])
    assert all(len(commits) == 1 for commits in found.values()), found


def test_only_make_and_a_listing_are_run(root, workflow):
    targets = make_targets(root)
    for command in commands(workflow):
        if command == ".venv/bin/python -m pip freeze":
            continue
        word, target = command.split()
        assert word == "make"
        assert target in targets, f"no such target: {target}"


def test_tokens_can_read_and_no_more(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    wider = {
        name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job
    }
    allowed = {"deploy": {"pages": "write", "id-token": "write"}}
    assert wider == ({} if workflow["name"] != "publish" else allowed)
    for step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_each_run_is_bounded_and_does_not_pile_up(workflow):
    assert {"group", "cancel-in-progress"} == set(workflow["concurrency"])
    assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())
    assert all("-latest" not in str(job["runs-on"]) for job in workflow["jobs"].values())


def test_the_address_of_the_repository_is_set(workflow):
    if workflow["name"] == "links":  # a pull request's own pages are not yet at that address
        assert "env" not in workflow
    else:
        address = "${{ github.server_url }}/${{ github.repository }}"
        assert workflow["env"]["LATENT_COURSE_REPOSITORY"] == address


def test_no_secret_and_no_input_of_strangers_reaches_a_command(path):
    text = path.read_text(encoding="utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text
    runs = re.findall(r"run: (.*)", text)
    assert not any("${{" in command for command in runs)


def load(name):
    text = (ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    return document | {"on": document[True]}


def test_purposes_have_their_triggers():
    assert "pull_request" in load("test")["on"]
    assert load("publish")["on"]["push"] == {"branches": ["main"]}
    assert "pull_request" not in load("publish")["on"]
    assert load("nightly")["on"]["schedule"]
    assert load("nightly")["env"]["LATENT_COURSE_PINS"] == "newest"
    assert {"pull_request", "schedule"} <= set(load("links")["on"])


def test_tests_run_on_every_python_and_on_both_systems(root):
    matrix = load("test")["jobs"]["test"]["strategy"]["matrix"]["include"]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pythons = {text.rpartition(" ")[2] for text in project["classifiers"] if ":: 3." in text}
    assert {entry["python"] for entry in matrix} == pythons
    assert {entry["os"].partition("-")[0] for entry in matrix} == {"ubuntu", "macos"}


def test_ci_runs_what_anyone_runs(root):
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test"]
    assert subprocess.run([shutil.which("bash"), "-n", root / ".ci" / "run"]).returncode == 0
