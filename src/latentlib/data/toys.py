"""Point clouds whose answer is known: an ellipse for straight maps, a Swiss roll for bent ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from latentlib.data.arrays import RandomState, check_count, generator, read_only

__all__ = [
    "ELLIPSE_ANGLE",
    "ELLIPSE_SEMI_AXES",
    "ROLL_HEIGHT",
    "ROLL_TURNS",
    "ToyData",
    "make_ellipse",
    "make_swiss_roll",
]

ELLIPSE_SEMI_AXES = (3.0, 1.0)
"""Half the length of the ellipse's long and short axis."""

ELLIPSE_ANGLE = math.pi / 6
"""Direction of the long axis, in radians, anticlockwise from the first coordinate."""

ROLL_TURNS = (1.5 * math.pi, 4.5 * math.pi)
"""Where the spiral starts and ends, in radians; its radius is equal to its angle."""

ROLL_HEIGHT = 21.0
"""Width of the rolled sheet."""


@dataclass(frozen=True, eq=False)
class ToyData:
    """Points whose true description is known.

    Parameters
    ----------
    name : str
        What the toy is called.
    points : ndarray of float64, shape (n_samples, n_dims)
        What is observed. Read-only.
    parameters : ndarray of float64, shape (n_samples, n_parameters)
        The few numbers that each point was made from. Read-only.
    parameter_names : tuple of str
        What the columns of `parameters` mean.
    """

    name: str
    points: np.ndarray
    parameters: np.ndarray
    parameter_names: tuple[str, ...]

    def __post_init__(self) -> None:
        expected = (len(self.points), len(self.parameter_names))
        if self.points.ndim != 2 or self.parameters.shape != expected:
            raise ValueError(
                f"points {self.points.shape} and parameters {self.parameters.shape}: expected "
                f"two dimensions, as many rows, and {expected[1]} columns of parameters"
            )
        object.__setattr__(self, "points", read_only(self.points))
        object.__setattr__(self, "parameters", read_only(self.parameters))

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.points)


def make_ellipse(n: int, *, noise: float, random_state: RandomState) -> ToyData:
    r"""Put points on a tilted ellipse, and shake them.

    Before the shaking a point is :math:`(a \cos t, b \sin t)`, turned by :math:`\theta`, with
    :math:`t` uniform. So the points' covariance is known,

    .. math:: R_\theta \operatorname{diag}(a^2/2, b^2/2) R_\theta^\top + \sigma^2 I,

    its eigenvectors are the ellipse's axes, and one number, :math:`t`, describes a point.

    Parameters
    ----------
    n : int
        How many points, at least 1.
    noise : float
        Standard deviation :math:`\sigma` of what is added to each coordinate, at least 0.
    random_state : int or numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    ToyData
        Points of shape (n, 2); one parameter, the angle t in [0, 2 pi). The axes are
        ``ELLIPSE_SEMI_AXES`` and ``ELLIPSE_ANGLE``.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.
    """
    n, noise, rng = check_count("n", n), _check_noise(noise), generator(random_state)
    angle = rng.uniform(0, 2 * math.pi, size=n)
    (a, b), cosine, sine = ELLIPSE_SEMI_AXES, math.cos(ELLIPSE_ANGLE), math.sin(ELLIPSE_ANGLE)
    rotation = np.array([[cosine, -sine], [sine, cosine]])
    points = np.column_stack([a * np.cos(angle), b * np.sin(angle)]) @ rotation.T
    points += noise * rng.standard_normal(points.shape)
    return ToyData("ellipse", points, angle[:, None], ("angle",))


def make_swiss_roll(n: int, *, noise: float, random_state: RandomState) -> ToyData:
    r"""Put points on a rolled-up sheet, and shake them.

    The sheet is flat, so unrolling it is the right answer: the Euclidean distance between two
    points' parameters is their distance along the sheet, before the shaking. The spiral is that
    of :func:`sklearn.datasets.make_swiss_roll`, :math:`(t \cos t, h, t \sin t)`, but points are
    uniform on the sheet rather than in :math:`t`, which would crowd them at the inner end.

    Parameters
    ----------
    n : int
        How many points, at least 1.
    noise : float
        Standard deviation of what is added to each coordinate, at least 0. Neighbouring layers
        of the roll are about 6.3 apart.
    random_state : int or numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    ToyData
        Points of shape (n, 3); two parameters: the length along the spiral from its inner end,
        and the height from 0 to ``ROLL_HEIGHT``.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.
    """
    n, noise, rng = check_count("n", n), _check_noise(noise), generator(random_state)
    start, end = ROLL_TURNS
    length = rng.uniform(0, _spiral_length(end) - _spiral_length(start), size=n)
    height = rng.uniform(0, ROLL_HEIGHT, size=n)
    turn = _spiral_angle(length + _spiral_length(start))
    points = np.column_stack([turn * np.cos(turn), height, turn * np.sin(turn)])
    points += noise * rng.standard_normal(points.shape)
    return ToyData("swiss_roll", points, np.column_stack([length, height]), ("length", "height"))


def _spiral_length(angle: float | np.ndarray) -> float | np.ndarray:
    """Length of the spiral r = angle, from its centre."""
    return (angle * np.sqrt(1 + angle**2) + np.arcsinh(angle)) / 2


def _spiral_angle(length: np.ndarray) -> np.ndarray:
    """Invert :func:`_spiral_length` by Newton's method, to machine precision."""
    angle = np.sqrt(2 * length)
    for _ in range(6):
        angle = angle - (_spiral_length(angle) - length) / np.sqrt(1 + angle**2)
    return angle


def _check_noise(noise: float) -> float:
    if not (math.isfinite(noise) and noise >= 0):
        raise ValueError(f"noise={noise!r}: expected a standard deviation of at least 0")
    return float(noise)
