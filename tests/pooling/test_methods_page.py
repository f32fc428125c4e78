"""docs/methods.md and the registries say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from review.pooling.choices import MODELS
from review.pooling.exact_notes import EXACT_NOTES
from review.pooling.measures import MEASURES
from review.pooling.notes import NOTES
from review.pooling.pooled_intervals import POOLED_INTERVALS
from review.pooling.prediction import PREDICTIONS
from review.pooling.small_study import SMALL_STUDY_TESTS
from review.pooling.study_intervals import STUDY_INTERVALS
from review.pooling.tau2 import TAU2
from review.pooling.time_notes import TIME_NOTES

PAGE = (Path(__file__).parent.parent.parent / "docs" / "methods.md").read_text(encoding="utf-8")
TABLES = {
    "## Scales": MEASURES,
    "## Between-cohort variance τ²": TAU2,
    "## Intervals of the pooled rate": POOLED_INTERVALS,
    "## Prediction intervals": PREDICTIONS,
    "## Cohort intervals": STUDY_INTERVALS,
    "## Small-study effects": SMALL_STUDY_TESTS,
}


def section(heading: str) -> str:
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found.group(1)


def first_cells(text: str) -> list[str]:
    return [
        cell for cell in re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE) if cell not in ("code", "---")
    ]


@pytest.mark.parametrize("heading", TABLES)
def test_every_code_has_its_row_and_no_row_is_left_over(heading: str) -> None:
    assert sorted(first_cells(section(heading))) == sorted(TABLES[heading])


@pytest.mark.parametrize(
    ("heading", "entry"),
    [(heading, entry) for heading, table in TABLES.items() for entry in table.values()],
    ids=lambda part: getattr(part, "code", ""),
)
def test_labels_and_sources_are_those_of_the_registry(heading: str, entry) -> None:
    row = next(line for line in section(heading).splitlines() if line.startswith(f"| {entry.code} |"))
    assert f"| {entry.label} |" in row
    assert row.endswith(f"| {entry.reference} |") or not entry.reference


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.code)
def test_every_model_has_a_section_with_its_source(model) -> None:
    heading = f"### {model.code}: {model.label}\n"
    assert heading in PAGE
    assert model.reference in PAGE.split(heading)[1].split("\n#")[0]


def test_every_note_has_its_row() -> None:
    assert sorted(first_cells(section("## Notes"))) == sorted([*NOTES, *EXACT_NOTES, *TIME_NOTES])
