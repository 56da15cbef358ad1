"""`StyleTransfer`: one letter of a font is seen, and a word is written in its style."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure

from latentlib.data import ImageDataset
from latentlib.live._writer import Alphabet, Writer, choose_fonts, writer_of
from latentlib.live.export import WHITE, export
from latentlib.live.figure import LiveFigure, packed
from latentlib.live.link import link
from latentlib.models import ConditionalVAE
from latentlib.plots import image_grid, use_house_style

__all__ = ["StyleTransfer"]

_LONGEST = 12  # characters of a word that a page has room for
_WORD = "Latent"
_STEP = 7  # of the characters of each font, on which the format of the weights is tried


class StyleTransfer(LiveFigure):
    """Show the network one letter of a font, and read your own word in the style of that letter.

    Parameters
    ----------
    model : ConditionalVAE
        Of single characters: its code is the style. The decoder is exported on the spot; the code
        of each character of each shown font is computed here.
    dataset : ImageDataset
        Grey images of characters with a factor ``font``, each font with each label once; best of
        fonts that training has not seen.
    fonts : int or sequence of str, default=24
        How many fonts, drawn at random with the levels of the factor ``category`` taking turns
        where there is one, or which, by name; at most 24.
    random_state : int, default=0
        Which ones.
    **traits
        First values: ``name``, ``title`` and the attributes below.

    Attributes
    ----------
    text : str
        The word, at most 12 of the characters that the data set has.
    font : str
        The name of the font. At first that of the first shown.
    letter : str
        The one character of it that the network sees.
    show_real : bool
        Whether the word is shown in the font itself, too, and the error is said.

    Raises
    ------
    TypeError
        If the model is no `ConditionalVAE`, or a keyword is unknown.
    ValueError
        If model and data set do not fit each other, a font lacks a character, or `fonts` does not
        fit.
    traitlets.TraitError
        If a first value is none of those that can be chosen; the message names them.
    latentlib.live.UnsupportedLayerError
        If the decoder has a layer that cannot run in a page; the message names it.
    """

    _esm = link("figures/style_transfer.js")
    switches = ("show_real",)
    moved = ("text", "font", "letter", *switches)

    text = traitlets.Unicode().tag(sync=True)
    font = traitlets.Unicode().tag(sync=True)
    letter = traitlets.Unicode().tag(sync=True)
    show_real = traitlets.Bool(False).tag(sync=True)

    _decoder = traitlets.Dict().tag(sync=True)
    _weights = traitlets.Bytes().tag(sync=True)
    _codes = traitlets.Bytes().tag(sync=True)
    _glyphs = traitlets.Bytes().tag(sync=True)
    _fonts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _characters = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _longest = traitlets.Int(_LONGEST).tag(sync=True)
    _image_shape = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(
        self,
        model: ConditionalVAE,
        dataset: ImageDataset,
        *,
        fonts: int | Sequence[str] = 24,
        random_state: int = 0,
        **traits: Any,
    ) -> None:
        self._writer: Writer = writer_of(model, dataset)
        self._alphabet: Alphabet = choose_fonts(dataset, fonts, random_state)
        self._styles = self._writer.encode(self._alphabet.glyphs)
        names, characters = self._alphabet.fonts, self._alphabet.characters
        first = {
            "text": "".join(c for c in _WORD if c in characters) or characters[0],
            "font": names[0],
            "letter": "R" if "R" in characters else characters[0],
            "title": "One letter seen, a word written",
        }
        told = self._writer.told(self._styles)[:, ::_STEP].flatten(0, 1)
        exported = export(self._writer.decoder, probe=told, span=WHITE)
        super().__init__(
            **first | traits,
            _decoder=exported.description,
            _weights=exported.weights,
            _codes=packed(self._styles, "float32"),
            _glyphs=zlib.compress(packed(self._alphabet.glyphs, "uint8"), level=9),
            _fonts=list(names),
            _characters=list(characters),
            _image_shape=list(dataset.shape[1:]),
        )

    @traitlets.validate("text")
    def _can_be_written(self, proposal: dict[str, Any]) -> str:
        value = proposal["value"]
        unknown = [character for character in value if character not in self._alphabet.characters]
        if unknown:
            raise traitlets.TraitError(
                f"text is {value!r}, expected none but {''.join(self._alphabet.characters)}: "
                f"{unknown[0]!r} is not among them"
            )
        if len(value) > _LONGEST:
            raise traitlets.TraitError(
                f"text has {len(value)} characters, expected at most {_LONGEST}"
            )
        return value

    @traitlets.validate("font", "letter")
    def _is_offered(self, proposal: dict[str, Any]) -> str:
        value, name = proposal["value"], proposal["trait"].name
        offered = self._alphabet.fonts if name == "font" else self._alphabet.characters
        if value not in offered:
            raise traitlets.TraitError(f"{name} is {value!r}, expected one of {', '.join(offered)}")
        return value

    @property
    def code(self) -> list[float]:
        """The style: the code of the seen letter, D numbers."""
        return self._styles[self._at].tolist()

    @property
    def chosen(self) -> int:
        """Position of the font among those shown."""
        return self._at[0]

    @property
    def fonts(self) -> tuple[str, ...]:
        """The names of the fonts that are shown."""
        return self._alphabet.fonts

    @property
    def points(self) -> np.ndarray:
        """The codes of all characters of all shown fonts, font by font, shape (N, D)."""
        return self._styles.reshape(-1, self._styles.shape[-1])

    @property
    def labels(self) -> np.ndarray:
        """The position of the font of each of them, shape (N,)."""
        return np.repeat(np.arange(len(self.fonts)), len(self._alphabet.characters))

    @property
    def written(self) -> np.ndarray:
        """The word as the decoder draws it, ndarray of float32, shape (len(text), H, W)."""
        return self._draw([self.code] * len(self.text), self._word)

    @property
    def real(self) -> np.ndarray:
        """The word in the font itself, ndarray of float32, shape (len(text), H, W)."""
        return self._alphabet.glyphs[self._at[0], self._word].astype(np.float32) / 255

    @property
    def error(self) -> float:
        """Mean squared difference of a pixel between both; not a number for an empty word."""
        return float(np.square(self.written - self.real).mean()) if self.text else np.nan

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return the seen letter in other styles.

        Parameters
        ----------
        codes : array_like, shape (N, D)
            Styles.

        Returns
        -------
        ndarray of float32, shape (N, H * W)
            The images, one a row.
        """
        codes = np.asarray(codes, dtype=np.float32)
        return self._draw(codes, [self._at[1]] * len(codes)).reshape(len(codes), -1)

    def still(self) -> Figure:
        """Draw the seen letter, and the word in its style and in the font itself."""
        use_house_style()
        figure = Figure(figsize=(5.0, 1.6))
        left, right = figure.subplots(1, 2, width_ratios=(1, 3.2))
        seen = self._alphabet.glyphs[self._at][None, None]
        image_grid(seen, ax=left, column_labels=["seen"])
        word = (self.written, self.real) if self.show_real else (self.written,)
        if self.text:
            image_grid(np.concatenate(word)[:, None], ax=right, n_columns=len(self.text))
        else:
            right.set_axis_off()
        name = self.font.replace("-", " ").title()
        right.set_title(f"written in the style of {name}", fontsize=9)
        return figure

    @property
    def _at(self) -> tuple[int, int]:
        letter = self._alphabet.characters.index(self.letter)
        return self._alphabet.fonts.index(self.font), letter

    @property
    def _word(self) -> list[int]:
        return [self._alphabet.characters.index(character) for character in self.text]

    def _draw(self, codes: Sequence[Sequence[float]] | np.ndarray, labels: list[int]) -> np.ndarray:
        """Return images of characters in styles, shape (N, H, W)."""
        if not len(codes):
            return np.zeros((0, *self._image_shape[1:]), np.float32)
        z = torch.as_tensor(np.asarray(codes, dtype=np.float32))
        return self._writer.decode(z, torch.tensor(labels)).numpy()[:, 0]
