"""What each command does, from files to files: read, call the core, write.

The only module that knows both the core and the outside. A command of `review.cli` turns options into one
call here and prints what comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from review.analysis.protocol import Protocol, read_protocol
from review.analysis.spec import AnalysisSpec, read_spec
from review.document import did_you_mean
from review.extraction.check import check, read_dataset
from review.extraction.dataset import Dataset
from review.extraction.form import Form
from review.files.documents import read_toml
from review.files.form_files import extended_form, shipped_form
from review.files.missing_evidence import read_missing_evidence
from review.files.new_workspace import write_new_workspace
from review.files.workspace import Workspace
from review.problems import Problem, UnreadableFile

REPORT_KINDS = ("html", "pdf")


@dataclass(frozen=True, slots=True)
class OpenReview:
    """A workspace as read: protocol, form, analyses, the extracted data, and what is wrong with each.

    Parameters
    ----------
    dataset
        None where there is no extraction workbook yet.
    inputs
        Every file that was read, for the provenance.
    """

    workspace: Workspace
    protocol: Protocol
    form: Form
    specs: Mapping[str, AnalysisSpec]
    dataset: Dataset | None
    problems: tuple[Problem, ...]
    inputs: tuple[Path, ...]

    def errors_in(self, file: str) -> tuple[Problem, ...]:
        """The errors of one file."""
        return tuple(p for p in self.problems if p.severity == "error" and p.place.file == file)


def open_review(start: Path) -> OpenReview:
    """Read the workspace that `start` lies in.

    Raises
    ------
    UnreadableFile
        Where there is no workspace, or a file of it cannot be read at all.
    """
    workspace = Workspace.find(start)
    protocol, problems = read_protocol("review.toml", read_toml(workspace.protocol, "review.toml"))
    inputs = [workspace.protocol]
    found = list(problems)
    form = shipped_form(protocol.form)
    if protocol.form_extension:
        path = workspace.root / protocol.form_extension
        form, wrong = extended_form(form, path, file=protocol.form_extension)
        found += wrong
        inputs.append(path)
    if protocol.missing_evidence:
        path = workspace.root / protocol.missing_evidence
        evidence = read_missing_evidence(path, protocol.missing_evidence)
        protocol = replace(protocol, info=replace(protocol.info, missing_evidence=evidence))
        inputs.append(path)
    fields = tuple(dict.fromkeys(field.name for sheet in form.sheets for field in sheet.fields))
    specs = {}
    for name, path in workspace.analyses().items():
        shown = workspace.shown(path)
        specs[name], wrong = read_spec(name, shown, read_toml(path, shown), fields=fields)
        found += wrong
        inputs.append(path)
    dataset = None
    workbook = workspace.workbook()
    if workbook:
        dataset = _read_workbook(workbook, workspace.shown(workbook), form)
        found += dataset.problems
        inputs.append(workbook)
    return OpenReview(workspace, protocol, form, specs, dataset, tuple(found), tuple(inputs))


def _read_workbook(path: Path, shown: str, form: Form) -> Dataset:
    from review.files.workbook_reader import read_workbook

    return read_dataset(read_workbook(path, shown), form)


def init_workspace(root: Path, title: str) -> list[tuple[str, str]]:
    """Make an empty workspace; (path, purpose) of what stands in it."""
    return write_new_workspace(root, title)


def write_form(start: Path, *, reviewer: str, blank: bool, output: Path | None) -> tuple[str, int]:
    """Write an extraction workbook; its path as people write it, and how many studies stand in it.

    Raises
    ------
    UnreadableFile
        Where the file exists: what a person may have filled in is never overwritten.
    """
    from review.files.workbook_writer import write_extraction_workbook

    if blank:
        path = output or start / "extraction.xlsx"
        write_extraction_workbook(path, shipped_form())
        return path.as_posix(), 0
    opened = open_review(start)
    path = output or opened.workspace.extraction / f"{reviewer or 'extraction'}.xlsx"
    rows = _study_rows(opened) if opened.dataset else {}
    write_extraction_workbook(path, opened.form, rows=rows)
    return opened.workspace.shown(path), len(rows.get("Studies", ()))


def _study_rows(opened: OpenReview) -> dict[str, list[dict[str, str]]]:
    """The studies and reports that the workbook at hand names, for another extractor: keys, no results."""
    assert opened.dataset is not None
    studies = [study for study in opened.dataset.studies if study.row.value("included") != "no"]
    return {
        "Studies": [
            {name: study.row.text(name) for name in ("study_id", "first_author", "year", "title", "registry_ids", "included")}
            for study in studies
        ],
        "Reports": [
            {name: report.row.text(name) for name in ("report_id", "study_id", "role", "report_type", "citation", "doi", "pmid", "url")}
            for study in studies
            for report in study.reports
        ],
    }  # fmt: skip


def validate_workbooks(start: Path, paths: Sequence[Path]) -> tuple[Problem, ...]:
    """Check workbooks by themselves; the form is the workspace's, or the one that ships."""
    try:
        form = open_form(start)
    except UnreadableFile:
        form = shipped_form()
    from review.files.workbook_reader import read_workbook

    problems: list[Problem] = []
    for path in paths:
        problems += check(read_workbook(path, path.as_posix()), form)
    return tuple(problems)


def open_form(start: Path) -> Form:
    """The form of the workspace that `start` lies in."""
    workspace = Workspace.find(start)
    protocol, _ = read_protocol("review.toml", read_toml(workspace.protocol, "review.toml"))
    form = shipped_form(protocol.form)
    if protocol.form_extension:
        form, _ = extended_form(form, workspace.root / protocol.form_extension, file=protocol.form_extension)
    return form


def validate_workspace(start: Path) -> tuple[Problem, ...]:
    """Check the whole workspace: protocol, analyses, the workbook, and what each analysis would pool."""
    from review.analysis.select import select
    from review.extraction.overlap import overlaps

    opened = open_review(start)
    problems = list(opened.problems)
    if opened.dataset:
        pairs = overlaps(opened.dataset)
        for spec in opened.specs.values():
            problems += select(opened.dataset, spec, pairs).problems
    return tuple(problems)


def named(opened: OpenReview, names: Sequence[str]) -> tuple[AnalysisSpec, ...]:
    """The analyses of those names, all of them for none.

    Raises
    ------
    UnreadableFile
        Where there is no analysis of a name; the nearest one is named.
    """
    if not opened.specs:
        raise UnreadableFile("analyses/: holds no analysis; write one, as review init does in an empty workspace")
    for name in names:
        if name not in opened.specs:
            raise UnreadableFile(f"no analysis '{name}' in analyses/; {did_you_mean(name, opened.specs)}")
    return tuple(opened.specs[name] for name in names) or tuple(opened.specs.values())


def results_of(opened: OpenReview, names: Sequence[str]) -> Iterator[tuple[AnalysisSpec, object, tuple[Problem, ...]]]:
    """Pool each analysis: its spec, its results (None where it cannot be made), its problems."""
    from review.analysis.analyse import analyse

    for spec in named(opened, names):
        wrong = opened.errors_in(spec.file) + opened.errors_in("review.toml")
        if opened.dataset is None:
            place = Path("extraction_forms/extraction").as_posix()
            raise UnreadableFile(f"{place}: holds no extraction workbook; make one: review extract form")
        if wrong:
            yield spec, None, wrong
            continue
        results, problems = analyse(opened.dataset, spec, opened.protocol.info)
        yield spec, results, problems
