"""Risk of bias as a figure: a light for each judgement, and bars of how the lights divide up."""

from __future__ import annotations

from dataclasses import dataclass

from review.analysis.bias_words import bias_in_words
from review.analysis.results import Results, RiskOfBias
from review.extraction.risk_of_bias.tool import LIGHTS


@dataclass(frozen=True, slots=True)
class LightCell:
    """One light, with the judgement that it stands for, for the pointer and the reader of the alternative."""

    light: str
    sign: str
    description: str


@dataclass(frozen=True, slots=True)
class LightRow:
    """A cohort, its lights, and the whole: a text, a light, or both."""

    label: str
    cells: tuple[LightCell, ...]
    whole: str
    whole_light: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How the rows divide up among the lights at one item: (light, how many), the best first."""

    label: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficLights:
    """Everything that the figure shows.

    Parameters
    ----------
    columns
        For each item its id and its label.
    key
        The lights that occur, with what each means here: the words of the tool.
    whole
        What stands above the last column; empty where no row has a whole.
    """

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[LightRow, ...]
    bars: tuple[Bar, ...]
    key: tuple[tuple[str, str], ...]
    whole: str
    foot: tuple[str, ...]
    alt: str


def traffic_lights(results: Results, bias: RiskOfBias) -> TrafficLights:
    """Return the lights of one tool."""
    rows = tuple(
        LightRow(
            row.label,
            tuple(
                LightCell(
                    judgement.light,
                    LIGHTS[judgement.light].sign,
                    f"{item.id} {item.label}: {judgement.code or 'not assessed'}",
                )
                for item, judgement in zip(bias.items, row.judgements, strict=True)
            ),
            row.whole,
            row.whole_light,
        )
        for row in bias.rows
    )
    return TrafficLights(
        name=f"{results.analysis.name}-{bias.tool}",
        title=f"Risk of bias, {bias.title}",
        columns=tuple((item.id, item.label) for item in bias.items),
        rows=rows,
        bars=_bars(bias),
        key=_key(bias),
        whole="Overall" if any(row.whole or row.whole_light in _JUDGED for row in rows) else "",
        foot=tuple(_foot(bias)),
        alt=bias_in_words(bias),
    )


_JUDGED = frozenset(LIGHTS) - {"not assessed"}


def _bars(bias: RiskOfBias) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            f"{item.id} {item.label}",
            tuple(
                (light, n)
                for light in LIGHTS
                if (n := sum(row.judgements[at].light == light for row in bias.rows))
            ),
        )
        for at, item in enumerate(bias.items)
    )


def _key(bias: RiskOfBias) -> tuple[tuple[str, str], ...]:
    """The lights of the tool's own levels, in their words, and those of its wholes and gaps."""
    used = {one.light for row in bias.rows for one in row.judgements}
    used |= {row.whole_light for row in bias.rows if row.whole_light}
    words: dict[str, list[str]] = {}
    for level in bias.levels:
        words.setdefault(level.light, []).append(
            level.label if level.label == level.code else _both(level.code, level.label)
        )
    return tuple(
        (light, " or ".join(words.get(light, [LIGHTS[light].label]))) for light in LIGHTS if light in used
    )


def _both(code: str, label: str) -> str:
    return f"{code}: {label}" if code.isdecimal() else label


def _foot(bias: RiskOfBias) -> list[str]:
    notes = [*bias.cautions]
    unchecked = sum(not item.checked for item in bias.items)
    if unchecked:
        which = "None of the wordings" if unchecked == len(bias.items) else f"{unchecked} of the wordings"
        verb = "was" if which.startswith("None") else "were not"
        notes.append(f"{which} of the items {verb} compared with the original.")
    return notes
