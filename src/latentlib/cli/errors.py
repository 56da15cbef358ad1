"""What every command may say when it cannot do what was asked."""

from __future__ import annotations

__all__ = ["CommandError"]


class CommandError(Exception):
    """What was asked for cannot be done; the message says why."""
