"""Reads the golden numbers; tests/golden/README.md says where they come from."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent


@cache
def document(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def rows(name: str, table: str) -> list[dict[str, Any]]:
    """One dict per row; columns that a row leaves out are absent."""
    found = document(name)[table]
    return [dict(zip(found["columns"], row, strict=False)) for row in found["rows"]]


def counts(dataset: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    found = document("inverse_variance")["datasets"][dataset]
    return np.array(found["events"], float), np.array(found["n"], float)


def column(dataset: str, name: str) -> list[Any]:
    return document("inverse_variance")["datasets"][dataset][name]


def off(found: Any, golden: Any, scale: float = 0.0) -> float:
    """Greatest deviation relative to the larger of the golden number and `scale`."""
    found, golden = np.atleast_1d(np.asarray(found, float)), np.atleast_1d(np.asarray(golden, float))
    assert found.shape == golden.shape
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = np.abs(found - golden) / np.maximum(np.abs(golden), scale)
    return float(np.max(np.where(found == golden, 0.0, deviation), initial=0.0))
