"""The architecture, checked: imports go down only, and a heavy package has one home."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "review"

FLOORS = {
    "problems": -2,
    "agreement": -1, "archive": -1, "deferred_import": -1, "document": -1, "progress": -1,
    "screening": 0, "extraction": 0, "pooling": 0,
    "analysis": 1,
    "export": 2, "figures": 2, "report": 2,
    "files": 3, "render": 3,
    "workflow": 4,
    "cli": 5,
}  # fmt: skip

#: Where a heavy package may be imported; a folder means anywhere inside it.
HOMES = {
    "pymare": ("pooling/pymare_engine.py",),
    "scipy": ("pooling",),
    "numpy": ("pooling",),
    "pandas": ("analysis/frames.py",),
    "openpyxl": ("files",),
    "defusedxml": ("files",),
    "rapidfuzz": ("screening/duplicates",),
    "click": ("cli",),
    "jinja2": ("render",),
    "typst": ("render",),
    "fontTools": ("render",),
    "uharfbuzz": ("render/fonts.py", "render/outlined_marks.py"),
    "matplotlib": ("render",),
    "seaborn": ("render",),
    "PIL": ("render",),
    "dask": ("workflow/workers.py",),
    "distributed": ("workflow/workers.py",),
    "duckdb": ("workflow/many_records.py",),
    "docx": ("render",),
    "sklearn": ("screening/relevance_model.py",),
}

#: What the core may not touch: files, the clock, the console, chance without a seed.
IMPURE = {"os", "pathlib", "shutil", "tempfile", "time", "random", "subprocess", "socket"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the whole name"
            names.append(node.module or "")
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def room(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "review" and len(parts) > 1 and parts[1] in FLOORS else None


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only(path: Path) -> None:
    here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if here == "__init__" or here == "__main__":
        return
    for name in imported(path):
        there = room(name)
        if there and there != here:
            assert FLOORS[there] < FLOORS[here], f"{here} (floor {FLOORS[here]}) imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_heavy_package_is_imported_in_its_home_only(path: Path) -> None:
    here = path.relative_to(PACKAGE).as_posix()
    for name in imported(path):
        homes = HOMES.get(name.split(".")[0])
        if homes:
            assert any(here == home or here.startswith(f"{home}/") for home in homes), (
                f"{here} imports {name}"
            )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_core_is_pure(path: Path) -> None:
    here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if FLOORS.get(here, 9) > 2:
        return
    touched = {name.split(".")[0] for name in imported(path)} & IMPURE
    assert not touched, f"{here} is core and imports {touched}"
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"open", "print", "input"}, f"{here} is core and talks to the outside"
    clock = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
    }
    assert not clock, f"{here} is core and reads the clock"


def test_every_room_of_the_package_has_a_floor() -> None:
    rooms = {
        child.name.removesuffix(".py")
        for child in PACKAGE.iterdir()
        if (child.is_dir() and child.name not in {"forms", "__pycache__"}) or child.suffix == ".py"
    }
    assert rooms - {"__init__", "__main__"} <= set(FLOORS)
