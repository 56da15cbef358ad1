from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from latentlib.models import fit_pca


def cloud(n: int, d: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) * np.linspace(3, 0.5, d) @ rng.normal(size=(d, d)) + 5


@settings(deadline=None, derandomize=True, max_examples=25)
@given(n=st.integers(2, 40), d=st.integers(1, 40), seed=st.integers(0, 10**6), data=st.data())
def test_equals_scikit_learn_signs_included(n, d, seed, data):
    x = cloud(n, d, seed)
    k = data.draw(st.integers(1, min(n - 1, d)))
    ours, theirs = fit_pca(x, k), PCA(k, svd_solver="full").fit(x)
    assert ours.mean == pytest.approx(theirs.mean_)
    assert ours.singular_values == pytest.approx(theirs.singular_values_, abs=1e-8)
    assert ours.explained_variance == pytest.approx(theirs.explained_variance_, abs=1e-8)
    assert ours.explained_variance_ratio == pytest.approx(theirs.explained_variance_ratio_)
    gaps = -np.diff(np.append(ours.singular_values, 0))
    apart = np.minimum(gaps, np.append(np.inf, gaps[:-1])) > 1e-6 * ours.singular_values[0]
    assert ours.components[apart] == pytest.approx(theirs.components_[apart], abs=1e-6)
    assert ours.decode(ours.encode(x)) == pytest.approx(
        theirs.inverse_transform(theirs.transform(x)), abs=1e-7
    )


def test_the_error_is_the_variance_left_out():
    x = cloud(200, 8, 0)
    everything = fit_pca(x, 8)
    for k in range(1, 8):
        model = fit_pca(x, k)
        residual = x - model.decode(model.encode(x))
        left_out = everything.explained_variance[k:].sum()
        assert np.sum(residual**2) / (len(x) - 1) == pytest.approx(left_out)


def test_a_flat_cloud_is_kept_whole():
    plane = cloud(50, 2, 0) @ np.random.default_rng(1).normal(size=(2, 10)) + 3
    model = fit_pca(plane, 2)
    assert model.decode(model.encode(plane)) == pytest.approx(plane)
    assert model.explained_variance_ratio.sum() == pytest.approx(1)
    assert model.components @ model.components.T == pytest.approx(np.eye(2))


def test_the_entry_of_largest_magnitude_is_positive():
    components = fit_pca(cloud(100, 12, 3), 12).components
    assert (components[np.arange(12), np.abs(components).argmax(axis=1)] > 0).all()


def test_axes_are_nested():
    x = cloud(60, 9, 0)
    small, cut = fit_pca(x, 3), fit_pca(x, 9).truncate(3)
    assert cut.n_components == small.n_components == 3
    for name in ("components", "singular_values", "explained_variance_ratio"):
        assert getattr(cut, name) == pytest.approx(getattr(small, name))


def test_new_samples_are_encoded_with_the_training_mean():
    model = fit_pca(cloud(60, 4, 0), 4)
    assert model.encode(model.mean[None]) == pytest.approx(np.zeros((1, 4)), abs=1e-12)
    assert model.decode(np.zeros((1, 4)))[0] == pytest.approx(model.mean)


def test_float32_images_are_handled_in_double_precision():
    x = np.random.default_rng(0).uniform(size=(300, 50)).astype(np.float32)
    assert fit_pca(x, 5).components == pytest.approx(fit_pca(x.astype(float), 5).components)


def test_samples_that_are_all_equal_have_no_variance_to_share():
    model = fit_pca(np.ones((5, 3)), 2)
    assert model.explained_variance_ratio.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fit_pca(np.zeros((5, 3)), 4), "n_components is 4, .* from 1 to 3"),
        (lambda: fit_pca(np.zeros((5, 3)), 0), "n_components is 0"),
        (lambda: fit_pca(np.zeros((1, 3)), 1), "1 samples"),
        (lambda: fit_pca(np.zeros((5, 1, 3)), 1), r"x has shape \(5, 1, 3\)"),
        (lambda: fit_pca(np.full((5, 3), np.inf), 1), "x contains NaN"),
        (lambda: fit_pca(cloud(5, 3, 0), 2).encode(np.zeros((5, 2))), "x has shape"),
        (lambda: fit_pca(cloud(5, 3, 0), 2).decode(np.zeros((5, 3))), r"\(n_samples, 2\)"),
        (lambda: fit_pca(cloud(5, 3, 0), 2).truncate(3), "from 1 to 2"),
    ],
    ids=["many", "none", "one-sample", "images", "inf", "encode", "decode", "truncate"],
)
def test_wrong_arguments_are_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
