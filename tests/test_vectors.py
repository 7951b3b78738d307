"""The runner of test vectors: it finds what is wrong, and names what it cannot measure."""

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


def test_what_is_not_measured_yet_is_named_and_fails_nothing(
    vectors: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vectors.main(file_of(tmp_path, bound(1, of="moon_phase"))) == 0
    assert "T1 moon_phase: not measured yet" in capsys.readouterr().out


def test_without_a_file_the_usage_is_told(vectors: ModuleType) -> None:
    assert vectors.main([]) == 2
