"""Real fingers on a page: what a touch screen sends, for as long as they are down."""

from __future__ import annotations

from figure_page import FRAME
from playwright.sync_api import Page

Place = tuple[float, float]


class Fingers:
    """The fingers of one hand.

    Parameters
    ----------
    page : Page
        Of a context that has touch.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)

    def press(self, *places: Place) -> None:
        """Put one more finger down; `places` are those of all fingers, the new one last."""
        self._send("touchStart", places)

    def move(self, *places: Place) -> None:
        """Move the fingers, in the order in which they came down."""
        self._send("touchMove", places)

    def lift(self) -> None:
        """Lift all fingers."""
        self._send("touchEnd", ())

    def drag(self, *places: Place) -> None:
        """Press one finger at the first place, move it over the others, lift it."""
        self.press(places[0])
        for place in places[1:]:
            self.move(place)
        self.lift()

    def _send(self, kind: str, places: tuple[Place, ...]) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        self._page.evaluate(FRAME)  # moves arrive with the next frame


def inside(box: dict[str, float], u: float, v: float) -> Place:
    """Return a place in a box from shares of its width and height."""
    return box["x"] + u * box["width"], box["y"] + v * box["height"]
