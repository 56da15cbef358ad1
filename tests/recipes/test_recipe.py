"""What a recipe gives its objective: images, images with labels, or whole groups."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from latentlib.recipes import MEASURES, RECIPES
from latentlib.recipes.sets import Sets

STYLE = RECIPES["glyphs-conditional-vae-16"]


def test_groups_are_fonts_with_a_character_in_each_place():
    images = STYLE.images("train", 3 * 62 + 5)  # of the fourth font a few
    rows = STYLE.rows(images)
    assert rows.shape == (3, 62, 1, 32, 32)
    for font in range(3):
        for k in (0, 17, 61):
            assert torch.equal(rows[font, k], images.tensor()[font * 62 + k])


@pytest.mark.parametrize("index", [slice(1, 200), slice(0, 61), slice(0, 248, 2)])
def test_images_that_make_no_groups_are_refused(index):
    with pytest.raises(ValueError, match="each of 62 in its turn was expected"):
        STYLE.rows(STYLE.images("train").subset(index))


def test_labels_stand_beside_the_images_where_they_are_asked_for():
    recipe = RECIPES["fashion-classifier"]
    images = recipe.images("test", 20)
    x, y = recipe.rows(images).tensors
    assert torch.equal(x, images.tensor())
    assert y.tolist() == images.labels.tolist()


def test_what_is_given_is_one_of_three():
    with pytest.raises(ValueError, match="given is 'words', but one of images, labelled, groups"):
        dataclasses.replace(STYLE, given="words")


def test_the_rival_of_style_transfer_is_the_average_of_fonts_most_alike():
    sets = Sets(STYLE.images("train", 20 * 62), STYLE.images("test", 2 * 62))
    known, fonts = (part.flat().reshape(-1, 62, 1024) for part in sets)
    n, errors = sets.data.label_names.index("n"), []
    for font in fonts:
        order = sorted(range(20), key=lambda i: np.sum((known[i][n] - font[n]) ** 2))
        drawn = np.mean([known[i] for i in order[:10]], axis=0)
        errors += [np.mean((drawn[k] - font[k]) ** 2) for k in range(62) if k != n]
    found = MEASURES["transfer_error"].baseline(STYLE, sets)
    assert found == pytest.approx(np.mean(errors), rel=1e-5)
