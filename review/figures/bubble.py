"""Bubble plot: rates against a moderator, with the line of the meta-regression, in per cent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.analysis.outcomes import outcome_of
from review.analysis.results import Regressed, Results
from review.analysis.wording import cohorts, level_name, p_value, per_cent, per_cent_range, sentence
from review.figures.chart import Area, Chart, Dot, Key, Line, Mark, Panel, Scale
from review.figures.not_drawn import NotDrawn
from review.figures.orchard import swarm
from review.figures.pooled_again import first_words, named, title_of
from review.figures.scales import number_scale, rate_scale
from review.pooling.results import Regression, RegressionPrediction

#: Where cohorts of a level stand, in steps between levels, and how far from each other.
_BESIDE, _CLOSER = -0.26, 0.55

#: What a slope over cohorts cannot say.
CAUTION = "cohorts differ in more than a moderator: a slope is not its effect"


def bubble_chart(results: Results) -> Chart:
    """Return a panel for each meta-regression on one moderator: the cohorts, and the rate expected there.

    Raises
    ------
    NotDrawn
        An analysis without a meta-regression, or with several moderators, of which no plane is drawn.
    """
    if not results.regressions:
        raise NotDrawn(
            "a bubble plot shows a meta-regression, and this analysis has none",
            "add a [[regression]] to its file (docs/analyses.md); review plot orchard shows subgroups",
        )
    lines = [_line(asked) for asked in results.regressions]
    drawn = [line for line in lines if line is not None]
    if not drawn:
        raise NotDrawn(
            "with several moderators together there is no one line to draw",
            "add a [[regression]] with one of them; the table of coefficients has all",
        )
    names = " and ".join(dict.fromkeys(_words(line.name) for line in drawn))
    several = len(drawn) > 1
    return Chart(
        name=f"{results.analysis.name}-bubble",
        title=title_of(results, f"rate against {names}"),
        panels=tuple(_panel(results, line, several=several) for line in drawn),
        height=200.0 if several else 250.0,
        columns=min(2, len(drawn)),
        narrowest=200.0,
        key=tuple(_key(results, drawn)),
        foot=first_words(*(text for line in drawn for text in _foot(line, several)), CAUTION),
        alt=" ".join(_alternative(line) for line in drawn),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A meta-regression on one moderator, with its value for each cohort; `levels` of a factor."""

    asked: Regressed
    regression: Regression
    name: str
    values: tuple[float | str, ...]
    levels: tuple[float | str, ...]

    @property
    def places(self) -> list[float]:
        """Where each cohort stands along the axis."""
        return [float(self.levels.index(value)) if self.levels else float(value) for value in self.values]


def _line(asked: Regressed) -> _Line | None:
    regression = asked.result.regression
    if regression is None or not regression.predictions:
        return None
    name = next(iter(regression.predictions[0].moderators))
    at = [row.moderators[name] for row in regression.predictions]
    levels = tuple(at) if any(isinstance(value, str) for value in at) else ()
    return _Line(asked, regression, name, tuple(row[name] for row in asked.values), levels)


def _panel(results: Results, line: _Line, *, several: bool) -> Panel:
    outcome = sentence(outcome_of(results.analysis.outcome).rate)
    return Panel(
        title=sentence(line.asked.label) if several else "",
        x=_moderator_scale(line),
        y=rate_scale(f"{outcome}, %", [1.0]),
        marks=(*_expected(line), *_bubbles(line)),
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _moderator_scale(line: _Line) -> Scale:
    label = sentence(_words(line.name))
    if line.levels:
        ticks = tuple((float(i), str(level)) for i, level in enumerate(line.levels))
        return Scale(label=label, low=-0.6, high=len(line.levels) - 0.4, ticks=ticks)
    scale = number_scale(label, line.places)
    room = 0.04 * (scale.high - scale.low)
    return Scale(label=label, low=scale.low - room, high=scale.high + room, ticks=scale.ticks)


def _expected(line: _Line) -> Iterator[Mark]:
    rows = line.regression.predictions
    if line.levels:
        for at, row in enumerate(rows):
            yield from _level(float(at), row)
        return
    x = tuple(float(row.moderators[line.name]) for row in rows)
    ahead = [(row.prediction_low, row.prediction_high) for row in rows]
    known = [(low, high) for low, high in ahead if low is not None and high is not None]
    if len(known) == len(rows):
        low, high = zip(*known, strict=True)
        yield Area(x=x, low=low, high=high, role="band-wide")
    yield Area(x=x, low=tuple(r.ci_low for r in rows), high=tuple(r.ci_high for r in rows), role="band")
    yield Line(x=x, y=tuple(row.estimate for row in rows), role="primary", width=1.6)


def _level(at: float, row: RegressionPrediction) -> Iterator[Mark]:
    if row.prediction_low is not None and row.prediction_high is not None:
        yield Line(x=(at, at), y=(row.prediction_low, row.prediction_high), role="primary", width=1.0)
    yield Line(x=(at, at), y=(row.ci_low, row.ci_high), role="primary", width=3.0)
    yield Dot(
        x=at,
        y=row.estimate,
        size=2.2,
        role="primary",
        shape="diamond",
        detail=f"Expected: {per_cent(row.estimate)}% ({per_cent_range(row.ci_low, row.ci_high)}%)",
    )


def _bubbles(line: _Line) -> Iterator[Dot]:
    studies = line.asked.result.studies
    largest = max(row.n for row in studies)
    aside = _aside(line)
    for row, at, shift, value in zip(studies, line.places, aside, line.values, strict=True):
        yield Dot(
            x=at + shift,
            y=row.proportion,
            size=0.4 + 7.0 * row.n / largest,
            # Beside the levels of a factor there is no room for names: the pointer tells them.
            label="" if line.levels else row.study,
            detail=f"{row.study}: {_words(line.name)} {_number(value)}, {row.events}/{row.n}, "
            f"{per_cent(row.proportion)}%",
            must=row.n >= largest / 2,
        )


def _aside(line: _Line) -> list[float]:
    """How far each cohort stands aside: of a level beside what is expected of it, and of others alike."""
    if not line.levels:
        return [0.0] * len(line.places)
    shifts = [0.0] * len(line.places)
    for level in range(len(line.levels)):
        here = [i for i, at in enumerate(line.places) if at == level]
        spread = swarm([line.asked.result.studies[i].proportion for i in here])
        for i, shift in zip(here, spread, strict=True):
            shifts[i] = _BESIDE + _CLOSER * shift
    return shifts


def _key(results: Results, lines: Sequence[_Line]) -> Iterator[Key]:
    level = level_name(results.result.model.level)
    numeric = any(not line.levels for line in lines)
    yield Key(label="Cohort (area: patients)", role="cohort", looks="dot")
    if any(line.levels for line in lines):
        yield Key(label=f"Expected rate, {level} CI", role="primary", looks="diamond")
    if numeric:
        yield Key(label="Expected rate", role="primary", looks="line")
        yield Key(label=f"its {level} CI", role="band", looks="area")
    if numeric and any(line.regression.predictions[0].prediction_low is not None for line in lines):
        yield Key(label=f"{level} prediction interval", role="band-wide", looks="area")


def _foot(line: _Line, several: bool) -> Iterator[str]:
    of = f"{line.asked.label}: " if several else ""
    tested = (
        f"test of the moderator, {p_value(line.regression.qm_p)}; "
        if line.regression.qm_p is not None
        else ""
    )
    yield f"{of}{tested}{cohorts(line.asked.result.k)}"
    if line.asked.left_out:
        yield f"left out, because the moderator is not known: {named([c.label for c in line.asked.left_out])}"


def _alternative(line: _Line) -> str:
    rows = line.regression.predictions
    ends = rows if line.levels else (rows[0], rows[-1])
    told = "; ".join(
        f"at {_number(row.moderators[line.name])}, {per_cent(row.estimate)}% "
        f"({per_cent_range(row.ci_low, row.ci_high)}%)"
        for row in ends
    )
    p = line.regression.qm_p
    tested = f" Test of the moderator: {p_value(p)}." if p is not None else ""
    return (
        f"Rates of {cohorts(line.asked.result.k)} against {_words(line.name)}. Expected by the "
        f"meta-regression: {told}.{tested}"
    )


def _number(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
