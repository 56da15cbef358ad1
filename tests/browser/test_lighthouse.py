"""The benchmark reads Lighthouse's report rightly and notices a target that is missed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import lighthouse

REPORT = {
    "categories": {
        "performance": {"score": 0.91},
        "accessibility": {"score": 1},
        "best-practices": {"score": 0.96},
        "seo": {"score": 1},
    },
    "audits": {
        "largest-contentful-paint": {"numericValue": 1234.0},
        "total-blocking-time": {"numericValue": 80.0},
        "cumulative-layout-shift": {"numericValue": 0.01},
        "total-byte-weight": {"numericValue": 51_000},
    },
}


def run(performance: float) -> lighthouse.Result:
    categories = {**REPORT["categories"], "performance": {"score": performance}}
    return lighthouse.Result.from_report({**REPORT, "categories": categories})


def test_report_is_read() -> None:
    result = run(0.91)
    assert result.scores == pytest.approx(
        {"performance": 91, "accessibility": 100, "best-practices": 96, "seo": 100}
    )
    assert (result.paint_s, result.blocked_ms) == (1.234, 80.0)
    assert (result.shift, result.transferred_kb) == (0.01, 51.0)


def test_the_median_is_judged_not_the_luckiest_run() -> None:
    row, missed = lighthouse.report("a.html", "desktop", [run(1.0), run(0.93), run(0.94)])
    assert " 94 (93-100)" in row
    assert missed == ["a.html, desktop: performance is 94, expected 95"]


def test_a_phone_has_a_target_of_its_own() -> None:
    assert lighthouse.report("a.html", "mobile", [run(0.91)])[1] == []
    assert lighthouse.report("a.html", "mobile", [run(0.89)])[1] != []
