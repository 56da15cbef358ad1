"""tools/lock.py, without a network: what is asked of uv, and what is kept of its answer."""

from __future__ import annotations

import lock
import pytest

ANSWER = """\
# made by uv
cuda-bindings==13.5.0 ; python_full_version < '3.15' and sys_platform == 'linux'
numpy==2.4.6 ; python_full_version < '3.12'
numpy==2.5.5 ; python_full_version >= '3.12'

nvidia-cublas==13.1.1.3 ; sys_platform == 'linux'
torch==2.13.0
triton==3.7.1 ; sys_platform == 'linux'
tritonclient==1.0
"""
FAKE_UV = """\
#!/bin/sh
printf '%s\\n' "$PWD" "$@" > "$(dirname "$0")/asked"
while [ "$1" != "--output-file" ]; do shift; done
cp "$2" "$(dirname "$0")/before" 2>/dev/null
echo 'torch==2.13.0' > "$2"
"""


@pytest.fixture
def uv(tmp_path):
    """A command that writes down what it is asked."""
    command = tmp_path / "bin" / "uv"
    command.parent.mkdir()
    command.write_text(FAKE_UV)
    command.chmod(0o755)
    return command


def test_packages_of_the_gpu_build_are_left_out_and_nothing_else():
    kept = [line.split("==")[0] for line in lock.without_gpu_packages(ANSWER).splitlines()]
    assert kept == ["numpy", "numpy", "torch", "tritonclient"]


@pytest.mark.parametrize("line", ["--index-url https://mirror.example/simple", "six>=1", "-e ."])
def test_what_is_no_pin_is_refused(line):
    with pytest.raises(ValueError, match="expected `name==version`"):
        lock.without_gpu_packages(ANSWER + line + "\n")


def test_pins_so_far_are_kept_unless_an_upgrade_is_asked_for(uv, tmp_path):
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "requirements.lock").write_text("six==1.0\n")
    work = tmp_path / "work"
    work.mkdir()
    assert lock.resolve(uv, tmp_path, work, upgrade=False) == "torch==2.13.0\n"
    assert (uv.parent / "before").read_text() == "six==1.0\n"
    asked = (uv.parent / "asked").read_text().splitlines()
    assert asked[0] == str(tmp_path)
    assert {"--universal", "--all-extras", "pyproject.toml"} <= set(asked)
    assert (work / "constraints.txt").read_text() == lock.TORCH + "\n"
    (uv.parent / "before").unlink()
    again = tmp_path / "again"
    again.mkdir()
    lock.resolve(uv, tmp_path, again, upgrade=True)
    assert not (uv.parent / "before").exists()


def test_the_lock_in_the_tree_has_the_form_that_the_command_writes(root):
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    assert lock.without_gpu_packages(text) == text
    assert lock.TORCH in text.splitlines()
    names = [line.split("==")[0] for line in text.splitlines()]
    assert names == sorted(names)
