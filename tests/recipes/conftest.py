"""What the tests of recipes share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory):
    """A place for the state of trainings that is nobody else's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENTLIB_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
