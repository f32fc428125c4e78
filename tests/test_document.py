from __future__ import annotations

from typing import Any

import pytest

from review.document import Table
from review.problems import Problem


def table(**values: Any) -> tuple[Table, list[Problem]]:
    problems: list[Problem] = []
    return Table(values, "a.toml", problems), problems


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("text", 3),
        ("text", True),
        ("boolean", "yes"),
        ("boolean", 1),
        ("number", "0.9"),
        ("number", True),
        ("integer", 1.5),
        ("integer", -1),
        ("integer", True),
        ("texts", 3),
        ("texts", ["a", 1]),
        ("table", ["a"]),
        ("tables", {"a": 1}),
        ("tables", ["a"]),
    ],
)
def test_a_value_of_the_wrong_type_is_named_with_its_path(method: str, value: object) -> None:
    reader, problems = table(key=value)
    getattr(reader, method)("key")
    assert [(problem.rule, problem.place.cell) for problem in problems] == [("TOML02", "key")]


def test_every_fault_is_found_in_one_pass_with_its_dotted_path() -> None:
    reader, problems = table(model={"levle": 1, "ci": "hk"}, name=3)
    inner = reader.table("model")
    inner.text("ci", choices=("HK", "t"))
    inner.number("level")
    inner.finish()
    reader.text("name")
    reader.text("title", required=True)
    reader.finish()
    assert [(p.rule, p.place.cell) for p in problems] == [
        ("TOML04", "model.ci"), ("TOML01", "model.levle"), ("TOML02", "name"), ("TOML03", "title"),
    ]  # fmt: skip
    assert "did you mean 'HK'?" in problems[0].fix
