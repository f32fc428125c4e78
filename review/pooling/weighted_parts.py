"""The parts of a result that need a weighted mean: influence, trim and fill, subsets.

A model that is none gets a note that names one instead of a part; nothing is left out in silence. To add
such a part, write a function here and call it from `review.pooling.pool`.
"""

from __future__ import annotations

from collections.abc import Sequence

from review.pooling.choices import MODELS, UnknownChoice, known
from review.pooling.cohorts import Cohorts
from review.pooling.gosh import ALL_SUBSETS, gosh, told
from review.pooling.influence import FEWEST_COHORTS as FEWEST_FOR_INFLUENCE
from review.pooling.influence import influence
from review.pooling.notes import note
from review.pooling.options import LEAST_SUBSETS, MOST_SUBSETS
from review.pooling.results import Gosh, Influence, ModelChoice, Note, TrimAndFill
from review.pooling.small_study import FEWEST_COHORTS as FEWEST_FOR_TESTS
from review.pooling.trim_and_fill import ESTIMATORS, trim_and_fill

#: Below three cohorts there is no subset to compare, and no asymmetry.
FEWEST_FOR_SUBSETS = 3
FEWEST_TO_FILL = 3
#: How many subsets are drawn unless another number is asked for.
SUBSETS = 10_000


def influence_part(cohorts: Cohorts, choice: ModelChoice, notes: list[Note]) -> tuple[Influence, ...] | None:
    """Return the deletion diagnostics, or say in `notes` why not."""
    if not _possible("Influence", cohorts, choice, FEWEST_FOR_INFLUENCE, notes):
        return None
    return influence(cohorts, choice)


def trim_and_fill_part(
    cohorts: Cohorts,
    choice: ModelChoice,
    notes: list[Note],
    *,
    estimators: Sequence[str] = ESTIMATORS,
    force: bool = False,
) -> tuple[TrimAndFill, ...] | None:
    """Return the filled rate by each estimator, or say in `notes` why not.

    Raises
    ------
    UnknownChoice
        For another estimator.
    """
    for estimator in estimators:
        known("trim_and_fill", estimator, ESTIMATORS)
    least = FEWEST_TO_FILL if force else FEWEST_FOR_TESTS
    if not _possible("Trim and fill", cohorts, choice, least, notes):
        return None
    found = trim_and_fill(cohorts, choice, estimators=estimators)
    without = [code for code in estimators if code not in {filled.estimator for filled in found}]
    if without:
        why = (
            "the estimate does not settle"
            if found
            else "all cohorts have the same precision, or it does not settle"
        )
        notes.append(note("POOL30", estimators=" and ".join(without), why=why))
    return found


def gosh_part(
    cohorts: Cohorts, choice: ModelChoice, notes: list[Note], *, subsets: int = SUBSETS, seed: int = 1
) -> Gosh | None:
    """Return the subsets, or say in `notes` why not.

    Raises
    ------
    UnknownChoice
        For a number of subsets that shows nothing, or is too many.
    """
    if not LEAST_SUBSETS <= subsets <= MOST_SUBSETS:
        raise UnknownChoice(
            f"gosh draws {LEAST_SUBSETS} to {MOST_SUBSETS:,} subsets (all of them up to {ALL_SUBSETS} "
            f"cohorts); got {subsets!r}"
        )
    if not _possible("GOSH", cohorts, choice, FEWEST_FOR_SUBSETS, notes):
        return None
    return told(gosh(cohorts, choice, subsets=subsets, seed=seed), cohorts, seed=seed)


def enough(cohorts: Cohorts, least: int, part: str, notes: list[Note]) -> bool:
    """Say whether there are so many cohorts; a note says where there are not."""
    if cohorts.x.size >= least:
        return True
    notes.append(note("POOL20", part=part, least=least, k=cohorts.x.size))
    return False


def _possible(part: str, cohorts: Cohorts, choice: ModelChoice, least: int, notes: list[Note]) -> bool:
    if not MODELS[choice.model].weighted_mean:
        notes.append(note("POOL21", part=part, model=choice.model))
        return False
    return enough(cohorts, least, part, notes)
