"""The picture in an exercise is the one that the exercise asks for."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from latentlib.exercises import find_exercise

PICTURES = Path(__file__).resolve().parents[2] / "book" / "figures"
ENLARGED = 6  # pixels of the file for each of the image


@pytest.mark.parametrize(("exercise", "file"), [("0.5", "handbag.png"), ("2.6", "dress.png")])
def test_the_picture_is_the_target(exercise, file):
    shown = imread(PICTURES / file)
    target = find_exercise(exercise).goal.image()
    assert shown.shape == (28 * ENLARGED, 28 * ENLARGED)
    assert np.abs(shown[::ENLARGED, ::ENLARGED] - target).max() <= 1.5 / 255
