"""``review pool --data FILE --median COL``: a clinician's table of medians or of landmark rates."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import review
from review.cli import cli

TABLE = """\
trial,pfs,low,high,pfs6,low6,high6
Ng,5.5,4.1,7.4,45,30,59
Roy,7.1,5.0,10.1,60%,44,73
Chi,4.2,2.9,NREACHED,38,22,55
Lee,NREACHED,8,NREACHED,NR,,
"""
MEDIAN = ("--median", "pfs", "--median-low", "low", "--median-high", "high")
LANDMARK = ("--landmark", "pfs6", "--landmark-low", "low6", "--landmark-high", "high6")


@pytest.fixture
def csv(tmp_path: Path) -> str:
    path = tmp_path / "times.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def run(path: str, *words: str) -> Result:
    return CliRunner().invoke(cli, ["pool", "--data", path, "--study", "trial", *words])


def test_medians_are_what_python_gives(csv: str) -> None:
    result = run(csv, *MEDIAN, "--json")
    assert result.exit_code == 0, result.output
    found = review.pool_times(
        [5.5, 7.1, 4.2, inf], [4.1, 5.0, 2.9, 8.0], [7.4, 10.1, inf, inf], study=["Ng", "Roy", "Chi", "Lee"]
    )
    assert json.loads(result.stdout) == json.loads(json.dumps(found.to_dict()))


def test_landmark_rates_are_read_as_per_cent_and_that_is_said(csv: str) -> None:
    result = run(csv, *LANDMARK, "--json", "--ci", "wald", "--tau2", "DL")
    document = json.loads(result.stdout)
    assert document["cohorts"][1]["value"] == 0.6
    assert (document["model"]["ci"], document["model"]["tau2"]) == ("wald", "DL")
    assert "read as per cent" in result.stderr


def test_the_level_of_the_intervals_is_said_and_that_of_the_reported_ones_stays(csv: str) -> None:
    shown = run(csv, *MEDIAN, "--level", "0.9").stdout
    assert "5.5 (90% CI " in shown
    assert "(90% prediction interval)" in shown
    assert "pooled 90% CI: " in shown
    assert "standard errors from the reported 95% intervals" in shown
    assert "reported 95% CI" in shown
    assert "95%" not in shown.replace("reported 95%", "")


def test_people_read_that_it_is_approximate_and_who_is_not_in_it(csv: str) -> None:
    shown = run(csv, *MEDIAN).stdout
    assert "pooled median of 3 cohorts: 5.5 (95% CI 2.9–10.3), approximate" in shown
    assert "median of 4 medians: 6.3" in shown
    assert "not reached" in shown
    assert "Lee. Cohorts that do not reach their median have the longest times" in shown
    assert "τ²" not in run(csv, *MEDIAN, "--quiet").stdout


@pytest.mark.parametrize(
    ("table", "words", "code", "what"),
    [
        ("trial,pfs,low,high\nNg,55,4.1,7.4\n", MEDIAN, 1, "within its interval"),
        ("trial,pfs,low,high\nNg,abc,4.1,7.4\n", MEDIAN, 1, "B2"),
        ("trial,pfs,low,high\nNg,5,5,4.1,7.4\n", MEDIAN, 1, "TAB04"),
        ("trial,pfs,low,high\nNg,NR,,\n", MEDIAN, 1, "no row holds a median"),
        ("trial,pfs,low,high\n", MEDIAN, 2, "no rows"),
        ("trial,pfs,lo,high\nNg,5.5,4.1,7.4\n", MEDIAN, 2, "did you mean 'lo'"),
        ("trial,pfs6,low6,high6\nNg,0.45,30,59\nRoy,60,44,73\n", LANDMARK, 1, "all from 0 to 1"),
        (TABLE, (*MEDIAN, "--model", "glmm"), 2, "inverse-variance, common"),
        (TABLE, (*MEDIAN, "--gosh"), 2, "--gosh does not go with --median"),
        (TABLE, (*MEDIAN, *LANDMARK), 2, "--landmark does not go with --median"),
        (TABLE, (*MEDIAN, "--events", "pfs"), 2, "--events does not go with --median"),
        (TABLE, ("--median-low", "low"), 2, "--median COL needs"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, table: str, words: tuple[str, ...], code: int, what: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(table, encoding="utf-8")
    result = run(str(path), *words, "--json")
    assert (result.exit_code, result.stdout) == (code, "")
    assert what in " ".join(result.stderr.split())


def test_rates_from_0_to_1_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("trial,pfs6,low6,high6\nNg,0.45,0.3,0.59\nRoy,0.6,0.44,0.73\n", encoding="utf-8")
    result = run(str(path), *LANDMARK, "--json")
    assert [row["value"] for row in json.loads(result.stdout)["cohorts"]] == [0.45, 0.6]
    assert "proportions from 0 to 1" in result.stderr
