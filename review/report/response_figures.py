"""Figures beside the forest plot: best responses of each cohort, and what the rate means for 100 patients."""

from __future__ import annotations

from review.analysis.asked import fewest_shown
from review.analysis.composition import composition_of, composition_told
from review.analysis.outcomes import outcome_of
from review.analysis.per_hundred import PEOPLE, per_hundred
from review.analysis.results import Results
from review.report.blocks import FigureBlock, FigureOf, refer, words
from review.report.numbers import count
from review.report.summary import classes_first

COMPOSITION = "figure-composition"
PICTOGRAM = "figure-pictogram"

#: Parts of which one at least must be known of a cohort for its bar to say more than the forest plot does.
_TELLING = frozenset({"cr", "pr", "sd", "pd"})

#: Above this many cohorts the alternative says where the numbers stand instead of reading out each.
_READ_OUT = 12


def composition_figure(results: Results, *, forest: str) -> FigureBlock | None:
    """Return best responses in the rows of the forest plot; None where no cohort tells its parts.

    Parameters
    ----------
    forest
        The anchor of the forest plot.
    """
    bars = [composition_of(cohort) for cohort in results.cohorts]
    if not any(code in _TELLING for bar in bars for code, _ in bar.counts):
        return None
    alt = composition_told(results)
    if len(bars) > _READ_OUT:
        known = sum(bar.complete for bar in bars)
        alt = (
            f"Best responses of {count(len(bars), 'cohort')} as bars of patients: CR, PR, SD, PD and NE. "
            f"Of {count(known, 'cohort')} all parts are reported; what the others leave open is shown as "
            "such. The numbers stand in the figure beside the bars."
        )
    return FigureBlock(
        anchor=COMPOSITION,
        caption=words(
            "Best responses of each cohort, in the rows of ",
            refer(forest),
            ": complete and partial response, stable and progressive disease, not evaluable. What a report "
            "does not tell is shown as not reported, never as zero.",
        ),
        alt=alt,
        figure=FigureOf("composition", results),
    )


def pictogram_figure(results: Results) -> FigureBlock | None:
    """Return the rate as 100 people; None where it is not drawn, or is no answer.

    It is none where the classes are the answer, and where no model was fitted: then nothing is said of
    further patients.
    """
    if classes_first(results) or results.result.pooled.exact or results.result.k < fewest_shown(results):
        return None
    shown = per_hundred(results)
    if shown is None:
        return None
    event = outcome_of(results.analysis.outcome).event
    return FigureBlock(
        anchor=PICTOGRAM,
        caption=words(f"Of {PEOPLE} patients, how many can be expected to have {event}. {shown.numbers}"),
        alt=shown.told,
        figure=FigureOf("pictogram", results),
    )
