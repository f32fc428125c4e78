"""``review verify``: compute again, and compare with what was reported and with metafor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review.analysis.results import Results
from review.export.r_script import COMPUTED, r_script
from review.files.r_engine import r_is_present, run_r
from review.files.results_file import file_hashes, read_results, rounded
from review.problems import UnreadableFile
from review.workflow.opening import OpenReview, named
from review.workflow.pooling import results_of

#: How far a recomputed number may be from the reported one, relative to it: files keep 12 digits, and the
#: last bits of an iteration differ between processors.
SAME = 1e-7

#: How far metafor's number may be, relative to the number: rma is told to converge; rma.glmm hands over to
#: lme4, which stops its search early; for the beta-binomial model R takes its second derivatives
#: by differences.
METAFOR_SAME: Mapping[str, float] = {
    "glmm": 1e-3,
    "inverse-variance": 1e-6,
    "common": 1e-6,
    "beta-binomial": 1e-3,
}

#: The same of rma.mv, whose search has two variances to find.
THREE_LEVEL_SAME = 1e-4

#: Below this size numbers are compared as if they were this large: tau² of 1e-9 and of 0 are the same.
SMALL = 1e-2


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two values differ; the path is that of ``results.json``."""

    path: str
    reported: Any
    found: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """One analysis, computed again.

    Parameters
    ----------
    compared, in_metafor
        How many values were compared with those reported, and with metafor's.
    changed_inputs
        Files that are not those that the report was made from.
    without_metafor
        Why nothing was compared with metafor; empty where something was.
    """

    analysis: str
    compared: int = 0
    differences: tuple[Difference, ...] = ()
    changed_inputs: tuple[str, ...] = ()
    in_metafor: int = 0
    metafor_differences: tuple[Difference, ...] = ()
    without_metafor: str = ""
    why_not: str = ""

    @property
    def ok(self) -> bool:
        """Whether every value agrees."""
        return not (self.why_not or self.differences or self.metafor_differences)


def verify(opened: OpenReview, names: Sequence[str]) -> Iterator[Verified]:
    """Compute analyses again and compare them, one after the other.

    Raises
    ------
    UnreadableFile
        Where there is no analysis of a name.
    """
    named(opened, names)
    for spec, results, _ in results_of(opened, names):
        if results is None:
            yield Verified(analysis=spec.name, why_not="it cannot be pooled; see: review validate")
            continue
        yield _verified(opened, results)


def _verified(opened: OpenReview, results: Results) -> Verified:
    name = results.analysis.name
    folder = opened.workspace.reports(name)
    try:
        path = folder / "results.json"
        reported = read_results(path, file=opened.workspace.shown(path))
    except UnreadableFile as error:
        return Verified(analysis=name, why_not=str(error))
    then = dict(leaves(reported.to_json()))
    now = dict(leaves(rounded(results.to_json())))
    if reported.selection is None or results.selection is None:
        then, now = ({k: v for k, v in d.items() if not k.startswith("selection.")} for d in (then, now))
    differences = [
        Difference(path, then.get(path), now.get(path))
        for path in dict.fromkeys((*then, *now))
        if path not in then or path not in now or not same(then[path], now[path], within=SAME)
    ]
    metafor = _against_metafor(reported)
    return Verified(
        analysis=name,
        compared=len({**then, **now}),
        differences=tuple(differences),
        changed_inputs=_changed_inputs(opened, folder / "provenance.json"),
        in_metafor=metafor[0],
        metafor_differences=metafor[1],
        without_metafor=metafor[2],
    )


def _against_metafor(reported: Results) -> tuple[int, tuple[Difference, ...], str]:
    """What metafor says of the reported numbers: how many it gives, those that differ, why there are none."""
    model = reported.result.model.model
    if not r_is_present():
        return 0, (), "R is not installed on this machine"
    if model not in COMPUTED:
        return 0, (), f"metafor has no {model} model"
    run = run_r(r_script(reported))
    if run.failure:
        return 0, (), f"R could not run the script: {run.failure}"
    ours = dict(leaves(reported.to_json()))
    compared = {path: ours[path] for path in run.numbers if ours.get(path) is not None}
    wrong = tuple(
        Difference(path, value, run.numbers[path])
        for path, value in compared.items()
        if not same(value, run.numbers[path], within=metafor_same(path, reported))
    )
    return len(compared), wrong, "" if compared else "metafor gave none of the numbers"


def metafor_same(path: str, reported: Results) -> float:
    """How near metafor's number is wanted: by the model that the number is of."""
    part, position = path.partition(".")[0].rstrip("]").partition("[")[::2]
    if part == "regressions":
        return METAFOR_SAME[reported.regressions[int(position)].result.model.model]
    if part == "times":
        return METAFOR_SAME["inverse-variance"]
    usual = METAFOR_SAME.get(reported.result.model.model, 0.0)
    return max(usual, THREE_LEVEL_SAME) if part == "dependence" else usual


def _changed_inputs(opened: OpenReview, provenance: Path) -> tuple[str, ...]:
    """The files whose bytes are not those in the provenance; none where there is no provenance."""
    try:
        then = json.loads(provenance.read_text(encoding="utf-8"))["inputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    root = opened.workspace.root
    now = file_hashes(root, [root / path for path in then])
    return tuple(path for path, sha256 in then.items() if now.get(path) != sha256)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a JSON document under its path.

    >>> dict(leaves({"a": {"b": [1, None]}}))
    {'a.b[0]': 1, 'a.b[1]': None}
    """
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def same(a: Any, b: Any, *, within: float) -> bool:
    """Whether two values agree: numbers up to a relative difference, all else exactly.

    >>> same(0.5, 0.50000001, within=1e-6), same(None, 0.0, within=1e-6), same("a", "a", within=0)
    (True, False, True)
    """
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= within * max(abs(a), abs(b), SMALL)
    return bool(a == b)
