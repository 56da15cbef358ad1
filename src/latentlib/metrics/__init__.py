"""Metrics on codes and maps, one idea a file.

Inputs are arrays of shape (n_samples, n_dims), of images where it matters which pixels are side by
side, or words with their vectors; results are plain numbers, one number an image or small named
tuples. Nothing here knows of networks or plots.
"""

from __future__ import annotations

from latentlib.metrics._dimension import DimensionEstimate
from latentlib.metrics.active_units import ActiveUnitsResult, active_units
from latentlib.metrics.analogies import ANALOGY_RULES, AnalogyResult, AnalogyScore, analogies
from latentlib.metrics.code_information import CodeInformationResult, code_information
from latentlib.metrics.dimension_maximum_likelihood import levina_bickel
from latentlib.metrics.dimension_two_nn import two_nn
from latentlib.metrics.distance_preservation import ShepardResult, shepard
from latentlib.metrics.energy import EnergyTestResult, energy_distance, energy_test
from latentlib.metrics.frechet_distance import frechet_distance, frechet_distance_of_moments
from latentlib.metrics.image_quality import peak_signal_to_noise, structural_similarity
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
from latentlib.metrics.precision_recall import PrecisionRecallResult, precision_recall
from latentlib.metrics.reconstruction import reconstruction_error
from latentlib.metrics.retrieval import PrecisionAtK, RetrievalResult, retrieval
from latentlib.metrics.spatial_detail import detail_kept, waves_kept
from latentlib.metrics.weat import WeatResult, weat
from latentlib.metrics.word_neighbours import NeighbourOverlapResult, neighbour_overlap
from latentlib.metrics.word_similarity import WordSimilarityResult, word_similarity

__all__ = [
    "ANALOGY_RULES",
    "ActiveUnitsResult",
    "AnalogyResult",
    "AnalogyScore",
    "CodeInformationResult",
    "DimensionEstimate",
    "EnergyTestResult",
    "NeighbourOverlapResult",
    "PrecisionAtK",
    "PrecisionRecallResult",
    "ProbeR2Result",
    "ProbeResult",
    "RetrievalResult",
    "ShepardResult",
    "WeatResult",
    "WordSimilarityResult",
    "active_units",
    "analogies",
    "code_information",
    "continuity",
    "detail_kept",
    "energy_distance",
    "energy_test",
    "frechet_distance",
    "frechet_distance_of_moments",
    "knn_recall",
    "levina_bickel",
    "linear_probe",
    "linear_probe_r2",
    "midpoint_surprise",
    "neighbour_overlap",
    "neighbour_purity",
    "peak_signal_to_noise",
    "precision_recall",
    "reconstruction_error",
    "retrieval",
    "shepard",
    "structural_similarity",
    "trustworthiness",
    "two_nn",
    "waves_kept",
    "weat",
    "word_similarity",
]
