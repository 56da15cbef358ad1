"""The picture in exercise 0.5 is the one that the exercise asks for."""

from pathlib import Path

import numpy as np
from matplotlib.image import imread

from latentlib.exercises import find_exercise

PICTURE = Path(__file__).resolve().parents[2] / "book" / "figures" / "handbag.png"
ENLARGED = 6  # pixels of the file for each of the image


def test_the_picture_is_the_target():
    shown = imread(PICTURE)
    target = find_exercise("0.5").goal.image()
    assert shown.shape == (28 * ENLARGED, 28 * ENLARGED)
    assert np.abs(shown[::ENLARGED, ::ENLARGED] - target).max() <= 1.5 / 255
