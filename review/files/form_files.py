"""Form files: those that ship inside the package, and the extension of a workspace.

To ship another form, add its TOML to ``review/forms/``.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

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
    ['Studies', 'Reports', 'Cohorts', 'Responses', 'Survival', 'Safety']
    """
    folder = files("review") / "forms"
    file = folder / f"{name}.toml"
    if not file.is_file():
        known = sorted(
            one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")
        )
        raise UnreadableFile(f"{name}: no such form; there is {', '.join(known)}")
    form, problems = build_form(tomllib.loads(file.read_text(encoding="utf-8")), file=f"{name}.toml")
    if form is None:
        raise UnreadableFile(f"{name}.toml: {problems[0].message} (at {problems[0].place.cell})")
    return form


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
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path}: not a TOML file ({error})") from None
    return extend_form(form, document, file=file or path.name)
