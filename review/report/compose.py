"""The report of one analysis: which sections it has, and in which order.

To add a section, write it in a file of its own and name it here.
"""

from __future__ import annotations

from review.analysis.results import Results
from review.extraction.form import Form
from review.report.abstract import abstract_section
from review.report.agreement_words import agreement_section
from review.report.audit import audit_section
from review.report.blocks import Document, Section
from review.report.certainty_words import certainty_section
from review.report.chances import chances_section
from review.report.characteristics import characteristics_section
from review.report.checklists import checklists_section
from review.report.codebook import codebook_appendix
from review.report.cumulative import cumulative_section
from review.report.declarations import declarations_section
from review.report.evidence import evidence_section
from review.report.flow import flow_section, selection_appendix
from review.report.further_fields import further_fields_section
from review.report.groups_of_few_cohorts import groups_of_few_cohorts_section
from review.report.inclusion import excluded_appendix, inclusion_section
from review.report.influence import influence_section
from review.report.leave_one_out import leave_one_out_section
from review.report.methods_words import methods_section, settings_appendix
from review.report.missing_words import missing_section
from review.report.moderators import moderators_section
from review.report.open_problems import problems_section
from review.report.other_assessments import other_assessments_section
from review.report.overlap import overlap_appendix, overlap_section
from review.report.provenance import ReportProvenance, provenance_section
from review.report.rate_test import rate_test_section
from review.report.references import cited
from review.report.repeat import repeat_section
from review.report.results_words import results_section
from review.report.risk_of_bias import risk_of_bias_section
from review.report.sensitivity import sensitivity_section
from review.report.shrunken_rates import shrunken_rates_section
from review.report.small_study import small_study_section
from review.report.summary import summary
from review.report.times import times_section
from review.report.trials import trials_section
from review.report.two_readers import extractors_appendix, extractors_section


def compose(
    results: Results, *, provenance: ReportProvenance | None = None, form: Form | None = None
) -> Document:
    """Return what the report of an analysis says.

    Parameters
    ----------
    results
        One analysis, complete.
    provenance
        Hashes of the files that were read and versions of the software; None leaves them out and says
        so.
    form
        The extraction form, for the codebook; None leaves the codebook out.

    Examples
    --------
    >>> from tests.samples import sample_results
    >>> document = compose(sample_results())
    >>> [section.title for section in document.sections][:3]
    ['Abstract', 'How the evidence was found', 'Methods as they were run']

    """
    found = [
        abstract_section(results),
        evidence_section(results),
        methods_section(results, provenance),
        flow_section(results.selection) if results.selection else None,
        inclusion_section(results),
        overlap_section(results),
        characteristics_section(results) if results.cohorts else None,
        further_fields_section(results),
        risk_of_bias_section(results),
        results_section(results),
        groups_of_few_cohorts_section(results),
        times_section(results),
        agreement_section(results),
        chances_section(results),
        rate_test_section(results),
        moderators_section(results),
        sensitivity_section(results) if results.result.k else None,
        other_assessments_section(results),
        leave_one_out_section(results),
        trials_section(results),
        influence_section(results),
        cumulative_section(results),
        shrunken_rates_section(results),
        missing_section(results),
        small_study_section(results),
        certainty_section(results),
        extractors_section(results),
        audit_section(results),
        problems_section(results),
        provenance_section(results, provenance),
        repeat_section(results, provenance),
        declarations_section(results),
        settings_appendix(results),
        excluded_appendix(results),
        overlap_appendix(results),
        extractors_appendix(results),
        selection_appendix(results.selection, results.review.sources) if results.selection else None,
        codebook_appendix(form) if form else None,
    ]
    first, sections = summary(results), [section for section in found if section is not None]
    sections.append(checklists_section(results, (first, *sections)))
    spans = (span for section in (first, *sections) for span in section.spans())
    return Document(
        title=results.analysis.title,
        kicker=results.review.title,
        summary=first,
        sections=(*sections, Section("references", "References", (cited(spans),))),
    )
