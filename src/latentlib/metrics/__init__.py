"""Metrics on codes and maps, one idea a file.

Inputs are always arrays of shape (n_samples, n_dims); results are plain numbers or small named
tuples. Nothing here knows of networks or plots.
"""

from __future__ import annotations

from latentlib.metrics._dimension import DimensionEstimate
from latentlib.metrics.dimension_maximum_likelihood import levina_bickel
from latentlib.metrics.dimension_two_nn import two_nn
from latentlib.metrics.distance_preservation import ShepardResult, shepard
from latentlib.metrics.energy import EnergyTestResult, energy_distance, energy_test
from latentlib.metrics.linear_probes import (
    ProbeR2Result,
    ProbeResult,
    linear_probe,
    linear_probe_r2,
)
from latentlib.metrics.midpoint_surprise import midpoint_surprise
from latentlib.metrics.neighbour_purity import neighbour_purity
from latentlib.metrics.neighbour_ranks import continuity, trustworthiness
from latentlib.metrics.neighbour_recall import knn_recall
from latentlib.metrics.reconstruction import reconstruction_error
from latentlib.metrics.spatial_detail import detail_kept, waves_kept

__all__ = [
    "DimensionEstimate",
    "EnergyTestResult",
    "ProbeR2Result",
    "ProbeResult",
    "ShepardResult",
    "continuity",
    "detail_kept",
    "energy_distance",
    "energy_test",
    "knn_recall",
    "levina_bickel",
    "linear_probe",
    "linear_probe_r2",
    "midpoint_surprise",
    "neighbour_purity",
    "reconstruction_error",
    "shepard",
    "trustworthiness",
    "two_nn",
    "waves_kept",
]
