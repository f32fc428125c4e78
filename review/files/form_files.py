"""Form files: those that ship inside the package, and the extension of a workspace.

To ship another form, add its TOML to ``review/forms/``.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from review.extraction.form import Form, build_form, extend_form
from review.problems import Problem, UnreadableFile

SINGLE_ARM = "single_arm_response"


def shipped_form(name: str = SINGLE_ARM) -> Form:
    """The form of that name that ships with the package.

    Raises
    ------
    UnreadableFile
        If no form has that name; the message lists those that there are.

    Examples
    --------
    >>> [sheet.name for sheet in shipped_form().sheets]
    ['Studies', 'Reports', 'Cohorts', 'Responses', 'Survival', 'Safety', 'Patients']
    """
    folder = files("review") / "forms"
    file = folder / f"{name}.toml"
    if not file.is_file():
        known = sorted(
            one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")
        )
        raise UnreadableFile(f"{name}: no such form; there is {', '.join(known)}")
    return _form(file.read_text(encoding="utf-8"), f"{name}.toml")


def read_form(path: Path) -> Form:
    """The form that a TOML file describes.

    Raises
    ------
    UnreadableFile
        If the file cannot be read, is no TOML or describes no form; one line says what is wrong first.
    """
    return _form(_text(path), str(path))


def _form(text: str, file: str) -> Form:
    form, problems = build_form(_document(text, file), file=file)
    if form is None:
        first = problems[0]
        raise UnreadableFile(f"{file}: {first.message} (at {first.place.cell}); {first.fix or 'correct it'}")
    return form


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: not a TOML file ({error})") from None


def _document(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(f"{file}: not a TOML file ({error})") from None


def extended_form(form: Form, path: Path, *, file: str = "") -> tuple[Form, tuple[Problem, ...]]:
    """The form with the fields, sheets and choices that a workspace adds in a TOML file.

    Parameters
    ----------
    path
        The extension.
    file
        Its path as people write it; its name unless given.

    Raises
    ------
    UnreadableFile
        If the file cannot be read or is no TOML.
    """
    return extend_form(form, _document(_text(path), str(path)), file=file or path.name)
