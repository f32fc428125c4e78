"""A workspace read into memory: what every command but `init` begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from review.analysis.entered import SHEETS_OF_A_COHORT
from review.analysis.protocol import Protocol, read_protocol
from review.analysis.spec import AnalysisSpec, read_spec
from review.analysis.words_of_no_row import words_of_no_row
from review.document import did_you_mean
from review.extraction.dataset import Dataset
from review.extraction.form import Form
from review.extraction.risk_of_bias.contradictions import asked_in_vain, bias_problems
from review.extraction.risk_of_bias.judgements import Assessment
from review.extraction.settling import SETTLING_RULES
from review.files.bias_files import read_bias_workbook, workbooks_of_tools
from review.files.documents import read_toml
from review.files.form_files import extended_form, shipped_form
from review.files.missing_evidence import read_missing_evidence
from review.files.results_file import file_hashes
from review.files.workbook_reader import read_extraction
from review.files.workspace import Workspace
from review.problems import Place, Problem, UnreadableFile
from review.screening.selection import Selection


@dataclass(frozen=True, slots=True)
class OpenReview:
    """A workspace as read: protocol, form, analyses, the extracted data, and what is wrong with each.

    Parameters
    ----------
    dataset
        None where there is no extraction workbook yet.
    inputs
        Every file that was read, for the provenance.
    selection
        How reports were selected, where it was asked for (`review.workflow.flow.with_selection`).
    assessments
        The judgements of risk of bias, one for each tool in extraction_forms/risk_of_bias/.
    """

    workspace: Workspace
    protocol: Protocol
    form: Form
    specs: Mapping[str, AnalysisSpec]
    dataset: Dataset | None
    problems: tuple[Problem, ...]
    inputs: tuple[Path, ...]
    selection: Selection | None = None
    assessments: tuple[Assessment, ...] = ()

    def errors_in(self, file: str) -> tuple[Problem, ...]:
        """The errors of one file."""
        return tuple(p for p in self.problems if p.severity == "error" and p.place.file == file)

    def input_hashes(self, analysis: str) -> dict[str, str]:
        """SHA-256 of each file that an analysis is made from: of the analysis files only its own."""
        own = self.workspace.analyses()[analysis]
        others = set(self.workspace.analyses().values()) - {own}
        return file_hashes(self.workspace.root, (path for path in self.inputs if path not in others))


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
        shipped = form
        form, wrong = extended_form(form, path, file=protocol.form_extension)
        own = _own_fields(form, shipped)
        protocol = replace(protocol, info=replace(protocol.info, own_fields=own))
        found += wrong
        inputs.append(path)
    if protocol.missing_evidence:
        path = workspace.root / protocol.missing_evidence
        evidence = read_missing_evidence(path, protocol.missing_evidence)
        protocol = replace(protocol, info=replace(protocol.info, missing_evidence=evidence))
        inputs.append(path)
    fields = _field_words(form, SHEETS_OF_A_COHORT)
    survival = _field_words(form, ("Survival",))
    specs = {}
    for name, path in workspace.analyses().items():
        shown = workspace.shown(path)
        specs[name], wrong = read_spec(name, shown, read_toml(path, shown), fields=fields, survival=survival)
        found += wrong
        inputs.append(path)
    dataset = None
    workbook = workspace.workbook()
    if workbook:
        dataset = read_extraction(workbook, form, file=workspace.shown(workbook))
        found += (*dataset.problems, *_not_read(workspace, workbook))
        inputs.append(workbook)
        listed = _field_words(form, SHEETS_OF_A_COHORT, suggested=True)
        for spec in specs.values():
            found += words_of_no_row(spec, dataset, listed=listed)
    assessments, read, wrong = _risk_of_bias(workspace, dataset, specs)
    return OpenReview(
        workspace,
        protocol,
        form,
        specs,
        dataset,
        (*found, *wrong),
        (*inputs, *read),
        assessments=assessments,
    )


def _not_read(workspace: Workspace, workbook: Path) -> Iterator[Problem]:
    """Workbooks that were made from the one that is read, and wait to take its place."""
    for path in workspace.made_since(workbook):
        yield SETTLING_RULES["REC07"].problem(
            Place(workspace.shown(path)),
            f"made anew from {workbook.name}, which is the one that is read",
            found=path.name,
            fix=f"move {workbook.name} to another folder and rename {path.name} to {workbook.name}, "
            f"or move {path.name} away",
        )


def _risk_of_bias(
    workspace: Workspace, dataset: Dataset | None, specs: Mapping[str, AnalysisSpec]
) -> tuple[tuple[Assessment, ...], tuple[Path, ...], tuple[Problem, ...]]:
    """The judgements of each tool, the workbooks that they stand in, and what is wrong with them."""
    workbooks, untold = workbooks_of_tools(workspace.risk_of_bias, workspace.shown(workspace.risk_of_bias))
    found = [*untold]
    assessments = []
    for path, tool in workbooks.items():
        assessment, wrong = read_bias_workbook(path, tool, file=workspace.shown(path))
        assessments.append(assessment)
        found += wrong
    if dataset is not None:
        found += bias_problems(assessments, dataset, tuple(specs))
    for spec in specs.values():
        found += asked_in_vain(spec.file, spec.figure.risk_of_bias, assessments)
    return tuple(assessments), tuple(workbooks), tuple(found)


def _own_fields(form: Form, shipped: Form) -> dict[str, str]:
    """The labels of the fields that a workspace added, by name, of which a cohort has one value."""
    return {
        field.name: field.label
        for sheet in form.sheets
        if sheet.name in SHEETS_OF_A_COHORT
        for field in sheet.fields
        if field.name not in shipped[sheet.name]
    }


def _field_words(form: Form, sheets: Sequence[str], *, suggested: bool = False) -> dict[str, tuple[str, ...]]:
    """The fields of some sheets, with the words that each allows; none where it takes any.

    With `suggested` those too that the form lists for a field that takes any.
    """
    words: dict[str, tuple[str, ...]] = {}
    for sheet in form.sheets:
        for field in sheet.fields if sheet.name in sheets else ():
            listed = field.choices if suggested or not (field.open or field.pattern) else ()
            words[field.name] = tuple(dict.fromkeys((*words.get(field.name, ()), *listed)))
    return words


def named(opened: OpenReview, names: Sequence[str]) -> tuple[AnalysisSpec, ...]:
    """The analyses of those names, all of them for none.

    Raises
    ------
    UnreadableFile
        Where there is no analysis of a name; the nearest one is named.
    """
    if not opened.specs:
        raise UnreadableFile(
            "analyses/: holds no analysis; write one, as review init does in an empty workspace"
        )
    for name in names:
        if name not in opened.specs:
            raise UnreadableFile(f"no analysis '{name}' in analyses/; {did_you_mean(name, opened.specs)}")
    return tuple(opened.specs[name] for name in names) or tuple(opened.specs.values())
