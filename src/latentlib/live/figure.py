"""What all live figures share: an anywidget with checked settings and a still of itself."""

from __future__ import annotations

import io
from typing import Any

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure

from latentlib.live.link import read_style

__all__ = ["LiveFigure", "packed"]


class LiveFigure(anywidget.AnyWidget):
    """A figure that answers in the reader's browser, with or without a kernel.

    In JupyterLab its traits are linked both ways: setting one moves the figure, moving the figure
    sets the trait. In the book's pages there is no kernel; the same front end runs from the state
    that the figure had when the chapter was executed.

    Parameters
    ----------
    name : str
        Under which a page remembers the figure's state and exercises find it; unique in a chapter.
    title : str
        The line above the figure.
    **traits
        First values of the figure's traits.

    Raises
    ------
    TypeError
        If a keyword is no trait of the figure.
    traitlets.TraitError
        If a value does not fit its trait; the message names both.
    """

    name = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    _kept = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _start = traitlets.Dict().tag(sync=True)
    _css = read_style("live.css")

    #: Names of the traits that a reader moves: kept across a reload, put back by a reset.
    moved: tuple[str, ...] = ()

    #: Those of them that change only how the figure is shown, or what moves it: no attempt.
    switches: tuple[str, ...] = ()

    def __init__(self, **traits: Any) -> None:
        unknown = sorted(set(traits) - set(self.trait_names()))
        if unknown:
            public = [name for name in self.trait_names(sync=True) if not name.startswith("_")]
            raise TypeError(
                f"{type(self).__name__} has no trait {unknown[0]!r}, expected one of "
                f"{', '.join(sorted(set(public) - set(_OF_IPYWIDGETS)))}"
            )
        super().__init__(**traits)
        self._kept = list(self.moved)
        self._start = {name: getattr(self, name) for name in self.moved}

    @property
    def touched(self) -> bool:
        """Whether what a reader moves is not where it was at first; switches do not count."""
        return any(
            getattr(self, name) != value
            for name, value in self._start.items()
            if name not in self.switches
        )

    def reset(self) -> None:
        """Put everything that a reader moves back to where it was at first."""
        with self.hold_sync():
            for name, value in self._start.items():
                setattr(self, name, value)

    def still(self) -> Figure:
        """Draw the figure as it stands, for print and wherever nothing can be live."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = f"{type(self).__name__}: {self.title or 'a live figure'}"
        data["image/svg+xml"] = _svg(self.still())
        return data, metadata


_OF_IPYWIDGETS = ("comm", "keys", "layout", "log", "tabbable", "tooltip")


def _svg(figure: Figure) -> str:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()


def packed(values: np.ndarray, dtype: str) -> bytes:
    """Return an array as the bytes of a trait, little-endian."""
    return np.ascontiguousarray(values, dtype=np.dtype(dtype).newbyteorder("<")).tobytes()
