"""Batches on several processes give the numbers of one, whatever happens to a worker."""

from __future__ import annotations

import os
import pickle
import runpy
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from review.pooling.agreement import DEFENSIBLE
from review.pooling.pool_many import FITS_TOGETHER, ManyPooled, pool_many
from review.problems import UnreadableFile
from review.workflow.workers import workers

SIMULATION = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "coverage.py"))
FIELDS = ("estimate", "ci_low", "ci_high", "prediction_low", "se_transformed", "tau2", "i2", "q")
MODEL = {"model": "inverse-variance", "measure": "PAS"}


def datasets(count: int = 2 * FITS_TOGETHER + 300) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    n = rng.integers(5, 80, size=(count, 4))
    return rng.binomial(n, 0.3), n


def same_bits(one: ManyPooled, other: ManyPooled) -> bool:
    return all(getattr(one, field).tobytes() == getattr(other, field).tobytes() for field in FIELDS)


def test_chunks_hold_at_least_two_thousand_fits() -> None:
    sizes: list[int] = []

    def counting(function: Callable[[Any], Any], chunks: Sequence[Any]) -> list[Any]:
        sizes.extend(x.shape[0] for x, _ in chunks)
        return [function(chunk) for chunk in chunks]

    pool_many(*datasets(), **MODEL, each=counting)
    assert sizes == [FITS_TOGETHER, FITS_TOGETHER, 300]
    assert FITS_TOGETHER >= 2000


def test_chunks_that_were_sent_away_and_fitted_in_another_order_give_the_same_bits() -> None:
    def sent(function: Callable[[Any], Any], chunks: Sequence[Any]) -> list[Any]:
        posted = [pickle.dumps((function, chunk)) for chunk in chunks]
        made = [pickle.dumps(there(chunk)) for there, chunk in map(pickle.loads, reversed(posted))]
        return [pickle.loads(part) for part in reversed(made)]

    x, n = datasets()
    assert same_bits(pool_many(x, n, **MODEL), pool_many(x, n, **MODEL, each=sent))


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(UnreadableFile, match=r"pip install 'review\[distributed\]'"), workers(1):
        pass


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 3])
def test_any_number_of_workers_gives_the_same_bits(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, n = datasets()
    simulated = partial(SIMULATION["measure"], datasets=60, k=5, rate=0.2, tau=0.5, seed=1)
    with workers(count) as each:
        assert same_bits(pool_many(x, n, **MODEL), pool_many(x, n, **MODEL, each=each))
        # Every defensible model, and every model of the simulation, in chunks small enough to be several.
        monkeypatch.setattr("review.pooling.pool_many.FITS_TOGETHER", 25)
        for model in DEFENSIBLE:
            here = pool_many(x[:60], n[:60], **model.choice)
            assert same_bits(here, pool_many(x[:60], n[:60], **model.choice, each=each)), model.code
        for model in SIMULATION["MODELS"]:
            assert repr(simulated(model)) == repr(simulated(model, each=each)), model.label


def dying(function: Callable[[Any], Any], mark: str, chunk: Any) -> Any:
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return function(chunk)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    x, n = datasets()
    mark = tmp_path / "died"
    with workers(2) as each:

        def killing(function: Callable[[Any], Any], chunks: Sequence[Any]) -> list[Any]:
            return each(partial(dying, function, str(mark)), chunks)

        assert same_bits(pool_many(x, n, **MODEL), pool_many(x, n, **MODEL, each=killing))
    assert mark.exists()
