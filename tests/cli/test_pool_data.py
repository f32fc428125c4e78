from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

import review
from review.cli import cli
from review.cli.pool import SECTIONS
from review.cli.pool import pool as pool_command
from review.cli.pooled_parts import PARTS as HEADINGS

ASPS = (("Chen", 19, 52, "mono"), ("Shi", 14, 37, "mono"), ("Wilky", 6, 11, "combi"), ("Blay", 8, 14, "mono"))


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["pool", *words])


@pytest.fixture
def csv(tmp_path: Path) -> str:
    path = tmp_path / "trials.csv"
    lines = ["trial,x,n,class", *(",".join(map(str, row)) for row in ASPS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


@pytest.fixture
def xlsx(tmp_path: Path) -> str:
    book = openpyxl.Workbook()
    for row in (("trial", "x", "n", "class"), *ASPS):
        book.active.append(row)
    path = tmp_path / "trials.xlsx"
    book.save(path)
    return str(path)


def pooled_from(path: str, *words: str) -> dict[str, Any]:
    result = run("--data", path, "--events", "x", "--total", "n", "--study", "trial", *words, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--model", "inverse-variance"),
        ("--model", "inverse-variance", "--measure", "PAS", "--tau2", "DL", "--ci", "wald"),
        ("--model", "common", "--measure", "PR"),
        ("--level", "0.9", "--study-ci", "wilson", "--prediction", "HTS"),
    ],
)
def test_the_command_gives_what_python_gives(csv: str, words: tuple[str, ...]) -> None:
    names = [word.removeprefix("--").replace("-", "_") for word in words[::2]]
    options: dict[str, Any] = dict(zip(names, words[1::2], strict=True))
    if "level" in options:
        options["level"] = float(options["level"])
    result = review.pool([r[1] for r in ASPS], [r[2] for r in ASPS], study=[r[0] for r in ASPS], **options)
    assert pooled_from(csv, *words) == json.loads(json.dumps(result.to_dict()))


def test_a_workbook_gives_what_the_csv_gives(csv: str, xlsx: str) -> None:
    assert pooled_from(xlsx) == pooled_from(csv)


def test_subgroups_come_from_a_column(csv: str) -> None:
    groups = pooled_from(csv, "--subgroup", "class")["subgroups"]
    assert [(group["subgroup"], group["events"], group["n"]) for group in groups] == [
        ("mono", 41, 103),
        ("combi", 6, 11),
    ]


def test_json_stands_alone_on_standard_output_and_problems_on_standard_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,n\n3,9\n,12\n5,20\n", encoding="utf-8")
    result = run("--data", str(path), "--events", "x", "--total", "n", "--json")
    assert json.loads(result.stdout)["k"] == 2
    assert "TAB01" in result.stderr


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("x,n\n3,9\n9,3\n", "TAB03"),
        ("x,n\n2.5,9\n", "CELL07"),
        ("x,n\n3,0\n", "TAB02"),
        ("x,n\n,\n,9\n", "TAB05"),
    ],
)
def test_wrong_counts_end_with_exit_code_1_and_their_cell(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    result = run("--data", str(path), "--events", "x", "--total", "n", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert what in result.stderr


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--model", "glm"), "glmm"),
        (("--ci", "HK"), "t"),
        (("--measure", "PLOGIT"), "PLO"),
        (("--model", "inverse-variance", "--ci", "posterior"), "HK-adhoc"),
        (("--level", "95"), "0.95"),
    ],
)
def test_a_wrong_code_lists_the_right_ones_and_is_never_another_model(
    csv: str, words: tuple[str, ...], what: str
) -> None:
    result = run("--data", csv, "--events", "x", "--total", "n", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert what in result.stderr


@pytest.mark.parametrize(
    "words",
    [("--data", "x.csv"), ("--events", "x"), ("asps_orr", "--tau2", "DL"), ("asps_orr", "--data", "x.csv")],
)
def test_words_that_do_not_go_together_are_wrong_use(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert (result.exit_code, "Error:" in result.stderr) == (2, True)


WEIGHTED = ("--model", "inverse-variance")
PARTS = {
    "leave_one_out": ("--leave-one-out",),
    "cumulative": ("--cumulative", "n"),
    "influence": (*WEIGHTED, "--influence"),
    "small_study": ("--small-study",),
    "agreement": ("--agreement",),
    "threshold": ("--threshold", "0.3"),
    "next_trial": ("--next-trial", "30"),
    "regression": (*WEIGHTED, "--moderator", "n"),
    "dependence": ("--cluster", "class"),
    "gosh": (*WEIGHTED, "--gosh"),
    "trim_and_fill": (*WEIGHTED, "--trim-and-fill", "--force"),
    "permutation": (*WEIGHTED, "--reference-rate", "0.2", "--permutations", "16"),
    "rate_test": ("--reference-rate", "0.2"),
    "shrunken_rates": ("--shrunken-rates",),
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_there_when_it_is_asked_for_and_absent_otherwise(csv: str, part: str) -> None:
    assert part not in pooled_from(csv)
    assert pooled_from(csv, *PARTS[part])[part]


@pytest.mark.parametrize("part", PARTS)
def test_people_see_the_part_under_its_heading(csv: str, part: str) -> None:
    shown = run("--data", csv, "--events", "x", "--total", "n", *PARTS[part])
    assert shown.exit_code == 0, shown.output
    heading, _ = HEADINGS[part]
    assert heading in shown.output


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--subgroup-tau2", "common"), "--subgroup-tau2 goes with --subgroup"),
        (("--dependence", "cr2"), "--dependence goes with --cluster"),
        (("--subsets", "500"), "--subsets goes with --gosh"),
        (("--force",), "--force goes with --small-study or --trim-and-fill"),
        (("--seed", "0"), "--seed goes with --gosh or --permutations"),
        (("--permutations", "100"), "--moderator or --reference-rate or --threshold"),
        (("--interval-level", "0.9"), "--interval-level goes with --median or --landmark"),
        (("--tau-prior", "0.5"), "bayesian, bayesian-normal"),
        (("--reference-rate", "20"), "not in the range 0<x<1"),
        (("--threshold", "0"), "not in the range 0<x<1"),
        (("--next-trial", "0"), "not in the range 1<=x<=10000"),
        (("--gosh", "--subsets", "5", *WEIGHTED), "100 to 100,000"),
        (("--permutations", "9", "--reference-rate", "0.2"), "inverse-variance or common"),
        (
            ("--permutations", "9", "--reference-rate", "0.2", "--moderator", "n", *WEIGHTED),
            "one at a time",
        ),
        (("--model", "beta-binomial", "--subgroup", "class", "--subgroup-tau2", "common"), "glmm"),
        (("--dependence", "cr3", "--cluster", "class"), "cr2"),
        (("--median", "x"), "--median-low"),
        (("--landmark", "x", "--landmark-low", "x", "--landmark-high", "n"), "--events does not go with"),
    ],
)
def test_options_that_contradict_one_another_are_wrong_use(
    csv: str, words: tuple[str, ...], what: str
) -> None:
    result = run("--data", csv, "--events", "x", "--total", "n", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert what in " ".join(result.stderr.split())


def test_a_correction_of_0_is_something_else_than_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,n\n0,9\n4,12\n5,20\n", encoding="utf-8")
    words = ("--data", str(path), "--events", "x", "--total", "n", *WEIGHTED)
    assert run(*words).exit_code == 0
    refused = run(*words, "--add", "0")
    assert refused.exit_code == 1
    assert "without a continuity correction (add = 0" in refused.stderr


def test_the_command_gives_what_python_gives_for_every_part(csv: str) -> None:
    words = (
        *WEIGHTED, "--subgroup", "class", "--subgroup-tau2", "common", "--cluster", "class", "--dependence",
        "three-level-ML", "--gosh", "--subsets", "100", "--trim-and-fill", "--small-study", "--force",
        "--reference-rate", "0.25", "--permutations", "10", "--seed", "5",
    )  # fmt: skip
    regimen = [row[3] for row in ASPS]
    result = review.pool(
        [r[1] for r in ASPS], [r[2] for r in ASPS], study=[r[0] for r in ASPS], model="inverse-variance",
        subgroup=regimen, subgroup_tau2="common", cluster=regimen, dependence=["three-level-ML"], gosh=100,
        trim_and_fill=True, small_study=True, force=True, reference_rate=0.25, permutations=10, seed=5,
    )  # fmt: skip
    assert pooled_from(csv, *words) == json.loads(json.dumps(result.to_dict()))


def test_a_model_that_cannot_give_a_part_says_on_the_terminal_which_can(csv: str) -> None:
    shown = run("--data", csv, "--events", "x", "--total", "n", "--gosh", "--influence", "--trim-and-fill")
    assert shown.exit_code == 0
    for part in ("GOSH", "Influence", "Trim and fill"):
        assert f"{part} is defined for weighted means only" in shown.stdout


def test_help_stands_under_headings_and_names_every_option_once() -> None:
    shown = run("--help").output
    for heading in SECTIONS:
        assert heading in shown
    options = [word for line in shown.splitlines() for word in line.split()[:1] if word.startswith("--")]
    assert len(options) == len(set(options))
    assert {name for names in SECTIONS.values() for name in names} <= {p.name for p in pool_command.params}


def test_a_moderator_of_words_is_a_factor_and_one_of_numbers_a_slope(csv: str) -> None:
    for moderator, name in (("n", "n"), ("class", "class=mono")):
        found = pooled_from(csv, *WEIGHTED, "--moderator", moderator)["regression"]["coefficients"]
        assert [c["name"] for c in found] == ["intercept", name]


def test_an_unusable_moderator_is_an_error_in_the_data(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,n,m\n3,9,1\n4,12,1\n5,20,1\n", encoding="utf-8")
    result = run("--data", str(path), "--events", "x", "--total", "n", *WEIGHTED, "--moderator", "m")
    assert result.exit_code == 1
    assert "'m'" in result.stderr or " m" in result.stderr
    assert "Traceback" not in result.output


def test_the_sheet_that_has_the_columns_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("notes",))
    second = book.create_sheet("data")
    for row in (("trial", "x", "n", "class"), *ASPS):
        second.append(row)
    book.save(tmp_path / "two.xlsx")
    assert pooled_from(str(tmp_path / "two.xlsx"))["k"] == 4


@pytest.mark.parametrize("words", [("--add", "0.5"), ("--model", "common", "--prediction", "V")])
def test_an_option_that_the_model_does_not_take_is_wrong_use(csv: str, words: tuple[str, ...]) -> None:
    result = run("--data", csv, "--events", "x", "--total", "n", *words)
    assert (result.exit_code, result.stdout) == (2, "")


def test_few_cohorts_come_with_a_bayesian_estimate_beside(csv: str) -> None:
    assert "Bayesian, beside it:" in run("--data", csv, "--events", "x", "--total", "n").output


@pytest.mark.parametrize("code", ["NR", "NA", "na", "UNCLEAR"])
@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--moderator", "moderator year is missing for D"),
        ("--cumulative", "D: the value to order by is missing"),
        ("--cluster", "D: its trial (cluster) is missing"),
    ],
)
def test_a_missing_code_is_no_value_of_another_column(
    tmp_path: Path, code: str, option: str, words: str
) -> None:
    path = tmp_path / "a.csv"
    rows = ("A,3,10,2019", "B,5,20,2020", "C,2,9,2020", f"D,7,30,{code}", "E,1,12,2021")
    path.write_text("\n".join(("trial,x,n,year", *rows)), encoding="utf-8")
    result = run(
        "--data", str(path), "--events", "x", "--total", "n", "--study", "trial", option, "year", "--json"
    )
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    found = pooled_from(str(path), "--subgroup", "year")
    assert [group["subgroup"] for group in found["subgroups"]] == ["2019", "2020", "not stated", "2021"]
