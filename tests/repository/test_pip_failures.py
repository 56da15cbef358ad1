"""tools/piprun.py: pip's failures, as pip words them, told in one sentence."""

from __future__ import annotations

import io
import re
import sys

import piprun
import pytest

NETWORK = """\
Looking in indexes: http://127.0.0.1:9/simple
WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after \
connection broken by 'NewConnectionError('<HTTPConnection object>: Failed to establish a new \
connection: [Errno 111] Connection refused')': /simple/six/
ERROR: Could not find a version that satisfies the requirement six (from versions: none)
ERROR: No matching distribution found for six
"""
FULL = """\
ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device
"""
FORBIDDEN = """\
ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x/.venv/lib'
Check the permissions.
"""
ABSENT = """\
ERROR: Could not find a version that satisfies the requirement torch==2.13.0 (from versions: 2.2.2)
ERROR: No matching distribution found for torch==2.13.0
"""
CERTIFICATE = """\
WARNING: Retrying (Retry(total=1, ...)) after connection broken by 'SSLError(SSLCertVerification\
Error(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))': /simple/six/
ERROR: No matching distribution found for six
"""
NO_ENSUREPIP = """\
The virtual environment was not created successfully because ensurepip is not available.
"""
CRASH = """\
ERROR: Exception:
Traceback (most recent call last):
  File "<frozen importlib._bootstrap>", line 1142, in _find_and_load_unlocked
      ModuleNotFoundError: No module named 'hatchling'
note: This is an issue with the package mentioned above, not pip.
hint: See above for details.

"""
UNKNOWN = """\
Collecting six
ERROR: something nobody has seen before
note: more words
"""


@pytest.mark.parametrize(
    ("output", "start"),
    [
        (NETWORK, "No network: "),
        (FULL, "The disk is full: "),
        (FORBIDDEN, "No permission to write "),
        (CERTIFICATE, "pip does not trust the certificate "),
        (NO_ENSUREPIP, "This Python cannot make virtual environments: "),
        (ABSENT, "pip finds no torch==2.13.0 for Python "),
        (UNKNOWN, "pip failed while installing six; it said: ERROR: something"),
        (CRASH, "pip failed while installing six; it said: ModuleNotFoundError"),
        ("", "pip failed while installing six; it said: nothing"),
    ],
)
def test_failure_is_told_by_its_cause(output, start):
    error = piprun.diagnose(output, "installing six")
    assert isinstance(error, piprun.SetupError)
    assert str(error).startswith(start)
    assert "\n" not in str(error)


def test_an_index_without_any_version_may_be_out_of_reach():
    silent = ABSENT.replace("2.2.2", "none")  # what pip says offline when told not to retry
    assert "out of reach" in str(piprun.diagnose(silent, "installing PyTorch"))
    assert "out of reach" not in str(piprun.diagnose(ABSENT, "installing PyTorch"))


def test_a_sentence_for_each_known_cause_is_one_sentence_or_two_with_the_remedy():
    for _, sentence in piprun.SENTENCES:
        assert 1 <= len(re.findall(r"[.](?=\s|$)", sentence)) <= 2, sentence


def test_settings_that_would_install_elsewhere_are_left_out(monkeypatch):
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    environment = piprun.pip_environment()
    assert "PIP_TARGET" not in environment
    assert environment["PIP_USER"] == "0"
    assert environment["PIP_INDEX_URL"] == "https://mirror.example/simple"


class Countdown:
    """A process that ends after some looks at it."""

    def __init__(self, looks):
        self.looks = looks

    def poll(self):
        self.looks -= 1
        return None if self.looks >= 0 else 0


class Terminal(io.StringIO):
    """A standard output that says it is a terminal."""

    def isatty(self):
        return True


def test_a_terminal_sees_one_line_redrawn(monkeypatch):
    monkeypatch.setattr(piprun.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(sys, "stdout", Terminal())
    counts = iter(range(9))
    piprun.watch(Countdown(3), lambda: f"{next(counts)} of 9")
    assert sys.stdout.getvalue().split("\r\033[K") == [
        "", "        0 of 9", "        1 of 9", "        2 of 9", ""
    ]  # fmt: skip


def test_a_log_sees_a_line_now_and_then(monkeypatch):
    clock = iter(range(0, 1000, 15))
    monkeypatch.setattr(piprun.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(piprun.time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    piprun.watch(Countdown(9), lambda: "moving")
    lines = sys.stdout.getvalue().splitlines()
    assert 2 <= len(lines) <= 6
    assert set(lines) == {"        moving"}
