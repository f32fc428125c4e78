"""The form that workbooks follow: the workspace's, with its own fields, or the one that ships."""

from __future__ import annotations

from pathlib import Path

from review.extraction.form import Form
from review.files.documents import read_toml
from review.files.form_files import extended_form, shipped_form
from review.files.workspace import Workspace
from review.problems import UnreadableFile


def open_form(start: Path) -> Form:
    """The form of the workspace that `start` lies in."""
    workspace = Workspace.find(start)
    # Only where there is a protocol: what it is read into takes as long to load as a small workbook.
    from review.analysis.protocol import read_protocol

    protocol, _ = read_protocol("review.toml", read_toml(workspace.protocol, "review.toml"))
    form = shipped_form(protocol.form)
    if protocol.form_extension:
        form, _ = extended_form(form, workspace.root / protocol.form_extension, file=protocol.form_extension)
    return form


def form_at(start: Path) -> Form:
    """The form of the workspace that `start` lies in; outside of any workspace the one that ships."""
    try:
        return open_form(start)
    except UnreadableFile:
        return shipped_form()
