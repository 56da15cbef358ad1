"""Figures are drawn off screen, and no test leaves its settings or figures behind."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib
import pytest

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def clean_slate() -> Iterator[None]:
    from matplotlib import pyplot as plt

    with matplotlib.rc_context():
        yield
    plt.close("all")
