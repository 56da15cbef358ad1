"""Metrics and PCA, beside scikit-learn, SciPy, scikit-dimension and dcor."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import pdist
from sklearn import manifold
from sklearn.decomposition import PCA

from latentlib import metrics
from latentlib.data import load_fashion_mnist
from latentlib.models import fit_pca


@pytest.fixture(scope="module")
def x(n_samples):
    return load_fashion_mnist("train").flat()[:n_samples].astype(np.float64)


@pytest.fixture(scope="module")
def z(x):
    return fit_pca(x, 16).encode(x)


def test_pca(side_by_side, x):
    side_by_side(
        "PCA, 16 axes",
        "scikit-learn, full SVD",
        ours=lambda: fit_pca(x, 16).components,
        peer=lambda: PCA(16, svd_solver="full").fit(x).components_,
        allowed=1e-8,
    )


def test_trustworthiness(side_by_side, x, z):
    side_by_side(
        "trustworthiness",
        "scikit-learn",
        ours=lambda: metrics.trustworthiness(x, z),
        peer=lambda: manifold.trustworthiness(x, z, n_neighbors=10),
        allowed=0,
        note="ours calls it",
    )


def test_shepard(side_by_side, x, z):
    few_x, few_z = x[:1000], z[:1000]
    side_by_side(
        "Shepard correlation of 1,000 images, all pairs",
        "SciPy, pdist and pearsonr",
        ours=lambda: metrics.shepard(few_x, few_z, n_pairs=10**9, random_state=0).pearson,
        peer=lambda: stats.pearsonr(pdist(few_x), pdist(few_z)).statistic,
        allowed=1e-10,
        note="ours ranks as well",
    )


def test_two_nn(side_by_side, x):
    peer = pytest.importorskip("skdim.id")
    side_by_side(
        "intrinsic dimension, TwoNN",
        "scikit-dimension",
        ours=lambda: metrics.two_nn(x).value,
        peer=lambda: peer.TwoNN().fit(x).dimension_,
        allowed=1e-6,
        note="ours has a standard error",
    )


def test_levina_bickel(side_by_side, x):
    peer = pytest.importorskip("skdim.id")
    side_by_side(
        "intrinsic dimension, maximum likelihood",
        "scikit-dimension",
        ours=lambda: metrics.levina_bickel(x, k_min=20, k_max=20).value,
        peer=lambda: peer.MLE().fit(x, n_neighbors=20, comb="mle").dimension_,
        allowed=1e-6,
        note="one neighbourhood of 20; ours has a standard error",
    )


def test_energy_distance(side_by_side, z):
    peer = pytest.importorskip("dcor")
    first, second = np.array_split(z, 2)
    side_by_side(
        "energy distance",
        "dcor",
        ours=lambda: metrics.energy_distance(first, second),
        peer=lambda: peer.energy_distance(first, second),
        allowed=1e-5,
    )


def test_energy_test(side_by_side, z):
    peer = pytest.importorskip("dcor").homogeneity
    first, second = np.array_split(z, 2)
    scale = len(first) * len(second) / len(z)
    side_by_side(
        "energy test, 199 shufflings",
        "dcor",
        ours=lambda: (
            scale * metrics.energy_test(first, second, n_permutations=199, random_state=0).statistic
        ),
        peer=lambda: peer.energy_test(first, second, num_resamples=199, random_state=0).statistic,
        allowed=1e-5,
        note="statistics compared",
    )
