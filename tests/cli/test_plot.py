"""``review plot``: which figures there are, how wide and how fine they are, and of what they can be drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from review.cli import cli
from review.render.drawings import DRAWINGS
from review.render.svg import size_in_points
from review.render.widths import COLUMNS

TABLE = """trial,year,x,n,class
Ngô 2016,2016,3,18,mono
Schöffski 2017,2017,2,21,mono
Błaszczyk 2018,2018,5,25,mono
D'Angelo 2019,2019,6,19,plus TKI
Martín-Broto 2020,2020,9,30,plus TKI
Wilky 2022,2022,16,33,plus TKI
Chen 2024,2024,19,52,mono
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "trials.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def plot(kind: str, table: Path, *words: str, expect: int = 0) -> str:
    columns = ("--data", str(table), "--events", "x", "--total", "n", "--study", "trial")
    done = CliRunner().invoke(cli, ["plot", kind, *columns, *words])
    assert done.exit_code == expect, done.output
    return done.output


def test_help_lists_every_figure_with_what_it_is_called() -> None:
    text = CliRunner().invoke(cli, ["plot", "--help"]).output
    for kind, drawing in DRAWINGS.items():
        assert f"{kind} " in text
        assert drawing.label in text


@pytest.mark.parametrize(
    ("kind", "hint"),
    [("funel", "did you mean 'funnel'?"), ("prisma", "review prisma"), ("zebra", "rate-size")],
)
def test_a_wrong_figure_names_the_right_ones(kind: str, hint: str, table: Path) -> None:
    assert hint in " ".join(plot(kind, table, expect=2).split())


def test_a_figure_of_a_table_stands_beside_it(table: Path) -> None:
    plot("rate-size", table)
    svg = (table.parent / "rate-size.svg").read_text(encoding="utf-8")
    assert "Martín-Broto 2020: 9/30, 30.0%" in svg


@pytest.mark.parametrize("kind", ["bubble", "cumulative", "orchard", "forest"])
def test_moderators_order_and_subgroups_of_a_table_are_drawn(kind: str, table: Path) -> None:
    words = ("--moderator", "year", "--moderator", "class", "--cumulative", "year", "--subgroup", "class")
    plot(kind, table, *words)
    svg = (table.parent / f"{kind}.svg").read_text(encoding="utf-8")
    assert {"bubble": "at 2016", "cumulative": "Ngô 2016 alone"}.get(kind, "plus TKI") in svg


@pytest.mark.parametrize("width", COLUMNS)
def test_a_column_of_a_journal_is_as_wide_as_it_says(width: str, table: Path) -> None:
    for kind in ("rate-size", "forest"):
        plot(kind, table, "--width", width)
        svg = (table.parent / f"{kind}.svg").read_text(encoding="utf-8")
        assert size_in_points(svg)[0] / 72 * 25.4 == pytest.approx(COLUMNS[width], abs=0.01)


def test_letters_that_become_too_small_are_told(table: Path) -> None:
    assert "smallest letters are" in plot("forest", table, "--width", "single")
    assert "smallest letters are" not in plot("rate-size", table, "--width", "single")


@pytest.mark.parametrize("dpi", [300, 600])
def test_a_tiff_is_as_fine_as_asked_and_has_no_transparency(dpi: int, table: Path) -> None:
    path = table.parent / "a.tiff"
    plot("rate-size", table, "--dpi", str(dpi), "--width", "single", "-o", str(path))
    with Image.open(path) as picture:
        assert picture.mode == "RGB"
        assert picture.info["dpi"] == (dpi, dpi)
        assert picture.width == pytest.approx(90 / 25.4 * dpi, abs=1)


def test_a_figure_that_cannot_be_drawn_says_why_and_what_would_do(table: Path) -> None:
    said = plot("profile", table, "--model", "inverse-variance", "--tau2", "DL", expect=1)
    assert "tau2 = DL maximises no likelihood" in said
    assert "instead: model = glmm" in said
    assert not (table.parent / "profile.svg").exists()


def test_wrong_use_says_what_to_write(table: Path) -> None:
    assert "single (90 mm)" in plot("funnel", table, "--width", "wide", expect=2)
    assert ".tiff" in plot("funnel", table, "-o", str(table.parent / "a.gif"), expect=2)
    neither = CliRunner().invoke(cli, ["plot", "funnel"])
    assert (neither.exit_code, "--data FILE" in neither.output) == (2, True)
    both = CliRunner().invoke(cli, ["plot", "funnel", "main", "--model", "glmm"])
    assert "--model goes with --data FILE" in both.output
    bare = CliRunner().invoke(cli, ["plot", "funnel", "--data", str(table)])
    assert "--events COL" in bare.output
    assert "review pool" not in plot("funnel", table, "--tau2", "REML", "--model", "glmm", expect=2)


def test_a_table_of_counts_has_no_columns_for_what_only_an_extraction_knows(table: Path) -> None:
    out = table.with_name("forest.svg")
    plot("forest", table, "-o", str(out))
    drawn = out.read_text(encoding="utf-8")
    assert ">Assessor<" not in drawn
    assert "not stated" not in drawn
    assert ">n/N<" in drawn
