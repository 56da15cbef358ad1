"""A classifier on arrays is the same classifier."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from latentlib.models import ArrayClassifier, Classifier, ClassifierConfig

CONFIG = ClassifierConfig(image_shape=(1, 4, 8), n_classes=3, channels=(2, 3), n_features=5)


@pytest.fixture(scope="module")
def model() -> Classifier:
    return Classifier(CONFIG, generator=torch.Generator().manual_seed(0))


def test_it_answers_as_the_model_does_in_batches_of_any_size(model):
    images = 9 * torch.randn(300, 1, 4, 8, generator=torch.Generator().manual_seed(1))
    judge, flat = ArrayClassifier(model), images.flatten(1).numpy()
    with torch.no_grad():
        np.testing.assert_allclose(judge.features(flat), model.features(images), rtol=1e-5)
        np.testing.assert_array_equal(judge.classes(flat), model(images).argmax(1))
    assert len(np.unique(judge.classes(flat))) > 1


@pytest.mark.parametrize("ask", ["classes", "features"])
@pytest.mark.parametrize("shape", [(7, 31), (32,), (7, 4, 8)])
def test_it_refuses_other_shapes(model, ask, shape):
    with pytest.raises(ValueError, match=r"x has shape .* \(n_samples, 32\) was expected"):
        getattr(ArrayClassifier(model), ask)(np.zeros(shape))
