"""The protocol, review.toml, as the value that the report's words are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review.analysis.authors_words import read_authors_words
from review.analysis.certainty import CertaintyRules, read_certainty
from review.analysis.results import ReviewInfo, Source
from review.document import Table
from review.problems import Problem
from review.screening.plan import ScreeningPlan, read_plan
from review.screening.records import SOURCE_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """What review.toml says: the review in words, and the form that its workbooks follow.

    Parameters
    ----------
    form
        Name of the form that ships with the package.
    form_extension
        Path, from review.toml, of a TOML file with a workspace's own fields; empty for none.
    missing_evidence
        Path of the table of results that exist and could not be read; empty for none.
    screening
        Who screens, by which criteria, for which reasons.
    certainty
        How certainty is rated; None where the protocol does not say.
    """

    info: ReviewInfo
    form: str
    form_extension: str = ""
    missing_evidence: str = ""
    screening: ScreeningPlan = field(default_factory=ScreeningPlan)
    certainty: CertaintyRules | None = None


def read_protocol(file: str, document: Mapping[str, object]) -> tuple[Protocol, tuple[Problem, ...]]:
    """The protocol as a value, and all that is wrong with it.

    Examples
    --------
    >>> protocol, problems = read_protocol("review.toml", {"title": "A review"})
    >>> protocol.info.title, problems[0].message
    ('A review', "'question' is missing")
    """
    problems: list[Problem] = []
    top = Table(document, file, problems)
    extraction, screening = top.table("extraction"), top.table("screening")
    info = ReviewInfo(
        title=top.text("title", required=True),
        question=top.text("question", required=True),
        eligibility=top.texts("eligibility"),
        search=top.texts("search"),
        sources=tuple(_source(table) for table in top.tables("sources")),
        reviewers=top.texts("reviewers"),
        exclusion_reasons=top.texts("exclusion_reasons"),
        statements=top.texts("statements"),
        extraction=extraction.text("status"),
        authors=read_authors_words(top),
    )
    protocol = Protocol(
        info=info,
        form=extraction.text("form", "single_arm_response"),
        form_extension=extraction.text("own_fields"),
        missing_evidence=top.text("missing_evidence"),
        screening=read_plan(
            screening,
            reviewers=info.reviewers,
            reasons=info.exclusion_reasons,
            criteria=info.eligibility,
            sources=tuple(source.name for source in info.sources),
        ),
        certainty=read_certainty(top),
    )
    screening.finish()
    extraction.finish()
    top.finish()
    return protocol, tuple(problems)


def _source(table: Table) -> Source:
    source = Source(
        name=table.text("name", required=True),
        kind=table.text("kind", "database", choices=SOURCE_KINDS),
        searched=table.text("searched"),
        records=table.integer("records"),
        note=table.text("note"),
        platform=table.text("platform"),
        strategy=table.text("strategy"),
        limits=table.text("limits"),
    )
    table.finish()
    return source
