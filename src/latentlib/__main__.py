"""``python -m latentlib`` is the command ``latentlib``."""

from __future__ import annotations

import sys

from latentlib.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    sys.exit(main())
