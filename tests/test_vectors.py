"""The runner of test vectors: it finds what is wrong, and what nothing measures is wrong."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="module")
def vectors() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vectors", Path(__file__).with_name("vectors.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def file_of(folder: Path, *some: dict[str, Any]) -> list[str]:
    path = folder / "some.json"
    path.write_text(json.dumps({"tolerance": 6e-5, "vectors": some}), encoding="utf-8")
    return [str(path)]


def bound(expected: Any, of: str = "fbr_bounds") -> dict[str, Any]:
    return {"id": "T1", "of": of, "inputs": {"F": 20_000, "G": 900}, "expected": expected}


def test_the_methods_own_vectors_agree(
    vectors: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vectors.main([str(Path(__file__).with_name("vectors.json"))]) == 0
    assert "0 mismatches" in capsys.readouterr().out


def test_a_vector_within_the_tolerance_agrees(vectors: ModuleType, tmp_path: Path) -> None:
    assert vectors.main(file_of(tmp_path, bound([0, 0.04505]))) == 0


@pytest.mark.parametrize("expected", [[0, 0.0452], [0], [0, None], [0, 0.045, 1]])
def test_a_wrong_vector_is_printed_and_fails(
    vectors: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], expected: list[float]
) -> None:
    assert vectors.main(file_of(tmp_path, bound(expected))) == 1
    assert "T1 fbr_bounds" in capsys.readouterr().out


@pytest.mark.parametrize("expected", [1, None, {"phase": 1}])
def test_a_quantity_that_nothing_measures_is_named_and_fails(
    vectors: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], expected: Any
) -> None:
    assert vectors.main(file_of(tmp_path, bound(expected, of="moon_phase"))) == 1
    assert "T1 moon_phase: nothing measures it" in capsys.readouterr().out


def test_an_answer_that_a_function_does_not_give_is_named_and_fails(
    vectors: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vector = {"id": "T9", "of": "corrected_share", "inputs": {"p": 0.3}, "expected": 0.3}
    other = {
        "id": "T22",
        "of": "count_change",
        "inputs": {"c0": 1, "c1": 2, "weekly": []},
        "expected": {"phi": 1, "moon": 2},
    }
    assert vectors.main(file_of(tmp_path, vector, other)) == 1
    told = capsys.readouterr().out
    assert "T9 corrected_share: 0.3 expected, TypeError" in told
    assert "T22 count_change.moon: 2 expected, and nothing measures it" in told


@pytest.mark.parametrize(
    ("of", "inputs", "expected"),
    [
        ("fbr_bounds", {"F": 0, "G": 5}, None),
        ("fbr_bounds", {"F": 5, "G": 0}, [0, 0]),
        ("fbr_sample", {"F": 0, "G": 0, "n": 0, "x": 0}, {"value": None, "state": "gap"}),
        ("fbr_sample", {"F": 10, "G": 0, "n": 0, "x": 0}, {"value": 0, "hi": 0, "state": "exact"}),
        ("fbr_sample", {"F": 9, "G": 3, "n": 0, "x": 0}, {"value": None, "hi": 0.3333333}),
        ("cluster_ci", {"hits": [], "sizes": []}, {"p": None}),
        ("cluster_ci", {"hits": [0, 0], "sizes": [3, 3]}, {"p": 0, "lo": 0, "n_eff": 2}),
        ("cluster_ci", {"hits": [3], "sizes": [3], "total": 1}, {"lo": 1, "hi": 1, "n_eff": 1e99}),
        ("km_times", {"waits": [], "answered": []}, {"T50": None, "S_last": 1}),
        ("km_times", {"waits": [168, 168], "answered": [0, 0]}, {"T50": None, "T50_lo": None}),
        ("km_times", {"waits": [5], "answered": [1]}, {"T50": 5, "T50_hi": 5, "T90": 5}),
        ("a24", {"T": 1000, "arrivals": [], "waits": []}, {"n": 0, "A24": None}),
        ("a24", {"T": 1000, "arrivals": [300], "waits": [None]}, {"n": 1, "x": 0, "A24": 0}),
        (
            "a24",
            {"T": 1000, "arrivals": [300, 301], "waits": [-1, 24], "alpha": 0.5},
            {"n": 2, "x": 1, "A24": 0.5, "lo": 0.001701, "hi": 0.998299},
        ),
        ("hours_coverage", {"counts": [0] * 168, "m": 100}, {"H": None, "COV": None}),
        ("shrink", {"x": [0, 5], "n": [0, 9]}, {"mu": 5 / 9, "s": 1e99, "shrunk": [5 / 9, 5 / 9]}),
        ("shrink", {"x": [], "n": []}, {"mu": None, "shrunk": []}),
        (
            "rank_intervals",
            {"value": [-1e99, -5, -1e99], "lo": [-1e99] * 3, "hi": [-30, -2, -1e99]},
            {"rank": [2, 1, 2], "best": [1, 1, 1], "worst": [3, 3, 3]},
        ),
        ("pooled", {"F": [], "v": [], "lo": [], "hi": []}, {"pooled": None, "mean": None}),
        (
            "pooled",
            {"F": [10, 30], "v": [None, 0.2], "lo": [0, 0.2], "hi": [0.5, 0.2]},
            {"pooled": None, "lo": 0.15, "hi": 0.275},
        ),
        (
            "rank_intervals",
            {"value": [0.5, None, 0.2], "lo": [0.4, None, 0.1], "hi": [0.6, None, 0.45]},
            {"rank": [1, None, 2], "best": [1, None, 1], "worst": [2, None, 2]},
        ),
        ("difference", {"new": [0.06] * 3, "old": [0.05] * 3}, {"d": 0.01, "real": True}),
        ("difference", {"new": [None] * 3, "old": [0.05] * 3}, {"d": None, "real": False}),
        ("conversations", {"posts": [["quote", "t", None]], "me": []}, {"R": 0, "RS": 0, "BS": 1}),
        ("percentile_mid", {"v": [None, None]}, [None, None]),
        ("composite", {"scores": [None], "weights": [5]}, {"score": None, "low": 0, "high": 100}),
        ("corrected_share", {"p": 0.5, "sens": 0.5, "spec": 0.5}, None),
        ("corrected_share", {"p": None, "sens": 0.8, "spec": 0.95}, None),
        ("corrected_share", {"p": 0.4, "sens": 0.2, "spec": 0.3}, 0.6),
        ("corrected_share", {"p": 0, "sens": 0.8, "spec": 0.95}, 0),
        ("count_change", {"c0": 0, "c1": 0, "weekly": [0] * 8}, {"z": 0, "real": False}),
    ],
)
def test_at_the_edges_there_is_an_answer_too(
    vectors: ModuleType, tmp_path: Path, of: str, inputs: dict[str, Any], expected: Any
) -> None:
    vector = {"id": "E1", "of": of, "inputs": inputs, "expected": expected}
    assert vectors.main(file_of(tmp_path, vector)) == 0


def test_without_a_file_the_usage_is_told(vectors: ModuleType) -> None:
    assert vectors.main([]) == 2
