"""What the tests of the repository share: the root folder and the tools beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "tools") not in sys.path:
    sys.path.append(str(ROOT / "tools"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the repository."""
    return ROOT
