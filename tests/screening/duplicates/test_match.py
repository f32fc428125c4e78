"""Pairs that are the same, and pairs that look so and are not.

A pair that the program must not link is worth more than one that it finds: what is linked wrongly is never
screened.
"""

from __future__ import annotations

import pytest

from review.screening.duplicates.match import Match, match
from review.screening.duplicates.normalise import normalise
from review.screening.records import Record

USUAL = {
    "title": "Atezolizumab for advanced alveolar soft part sarcoma",
    "authors": "Chen, Alice P; Sharon, Elad; O'Sullivan Coyne, Geraldine",
    "year": "2023",
    "journal": "New England Journal of Medicine",
    "volume": "389",
    "number": "10",
    "pages": "911-921",
}
NOWHERE = {"volume": "", "number": "", "pages": ""}


def found(one: dict[str, str], other: dict[str, str]) -> Match | None:
    records = [
        Record(record_id=name, source="", kind="database", file="", line=1, **{**USUAL, **values})
        for name, values in (("r1", one), ("r2", other))
    ]
    outcomes = [match(*map(normalise, order)) for order in (records, records[::-1])]
    assert [one and one.outcome for one in outcomes] == [outcomes[0] and outcomes[0].outcome] * 2
    return outcomes[0]


def outcome(one: dict[str, str], other: dict[str, str]) -> str:
    result = found(one, other)
    return result.outcome if result else "different"


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"journal": "N Engl J Med", "pages": "911-21", "authors": "Chen AP; Sharon E; O'Sullivan Coyne G"},
        {"journal": "NEJM", "pages": "911", "authors": "Chen, A. P."},
        {"journal": "The New England journal of medicine (Online)", "number": ""},
        {"title": "Atezolizumab for Advanced Alveolar Soft-Part Sarcoma."},
        {"title": "[Atezolizumab for advanced alveolar soft part sarcoma]. [Review] [33 refs]"},
        {"title": "Atezolizumab for advanced <i>alveolar</i> soft part sarcoma [Erratum in NEJM 2024;1:2]"},
        {"title": "RETRACTED: Atezolizumab for advanced alveolar soft part sarcoma"},
        {"title": "Atezolizumab for advanced alveolar softpart sarcoma"},
        {"title": "Atezolizumab for advanced alveolar soft part sarcoma: a multicentre single-arm trial"},
        {"year": "2024", **NOWHERE},  # ahead of print
        {"authors": ""},
        {"authors": "Alice Chen and Elad Sharon"},
        {"authors": "Alice, C.; Elad, S.; Geraldine, O. C."},  # names swapped
        {"authors": "Ch?n, A.; Sharo, E."},  # letters lost
        {"authors": "Soft Part Sarcoma Study Group"},
        {"pages": "e12345"},  # another numbering
        {"pages": "915"},  # a page within
        {"volume": "398"},
        {"journal": "Xin ying ge lan yi xue za zhi"},
        {"title": "Atezolizumab beim fortgeschrittenen alveolären Weichteilsarkom"},
        {"title": "Atezolizumab for advanced alveolar soft part sarcoma: a phase 2 trial in 52 patients"},
        {"title": "Atezolizumab for advanced alveolar softâ€“part sarcoma"},  # UTF-8 read as Windows-1252
    ],
)
def test_the_same_report_is_the_same_however_a_source_writes_it(other: dict[str, str]) -> None:
    assert outcome({}, other) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"doi": "10.1056/x"}, {"doi": "10.1056/x", "authors": "", "journal": "", **NOWHERE}),
        ({"doi": "10.1056/x"}, {"doi": "10.1056/x", "year": "2020", "journal": "Lancet", "pages": "1"}),
        ({"pmid": "1", "doi": ""}, {"pmid": "1", "doi": "10.1056/x", **NOWHERE}),
        ({**NOWHERE, "journal": ""}, {**NOWHERE, "journal": ""}),
        ({"title": "TNF-α in sarcoma of adults and children: a trial"},
         {"title": "TNF-alpha in sarcoma of adults and children: a trial"}),
        ({"title": "Randomised trial in 10 000 patients with tumours of the oesophagus"},
         {"title": "Randomized trial in 10,000 patients with tumors of the esophagus"}),
        ({"title": "A phase II trial in sarcoma"}, {"title": "A phase 2 trial in sarcoma"}),
        ({"pages": "S417-S429"}, {"pages": "Suppl-29"}),
        ({"abstract": "Of 52 patients 19 had a response. " * 9, "pages": "911-921"},
         {"abstract": "Of 52 patients 19 had a response. " * 8, "pages": "119-129"}),
    ],
)  # fmt: skip
def test_numbers_and_spellings_lead_to_the_same_report(one: dict[str, str], other: dict[str, str]) -> None:
    assert outcome(one, other) == "same"


TITLE = USUAL["title"]


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        ("erratum", {"title": f"Erratum: {TITLE}", "pages": "1500"}),
        ("erratum", {"title": f"Correction to: {TITLE}", "year": "2024", "volume": "390", "pages": "1"}),
        ("erratum", {"title": f"{TITLE} (Corrigendum)"}),
        ("erratum", {"title": f"{TITLE} (vol 389, pg 911, 2023)", "pages": "1500"}),
        ("erratum", {"record_type": "Published Erratum", "pages": ""}),
        ("retraction", {"title": f"Retraction: {TITLE}", "pages": "7"}),
        ("reply", {"title": f"{TITLE}. Reply", "pages": "1700-1701"}),
        ("reply", {"title": f"Authors' reply: {TITLE}", "authors": "Chen, A", **NOWHERE}),
        ("comment", {"title": f"Comment on: {TITLE}", "authors": "Blay, J", "pages": "9"}),
        ("part", {"title": f"{TITLE}. Part II", "pages": "922-930"}),
        ("update", {"title": f"{TITLE}: an update", "year": "2025", "volume": "392"}),
        ("update", {"title": f"{TITLE}: final results", **NOWHERE}),
        ("protocol", {"title": f"{TITLE}: study protocol", **NOWHERE}),
        (
            "abstract and paper",
            {"journal": "J Clin Oncol", "volume": "41", "number": "16_suppl", "pages": "1"},
        ),
        ("abstract and paper", {"number": "suppl 1", "pages": "S15"}),
        ("abstract and paper", {"number": "suppl 1", "pages": ""}),
        ("preprint", {"journal": "medRxiv", "year": "2022", **NOWHERE}),
        ("preprint", {"journal": "", "doi": "10.1101/2022.11.05.22281", **NOWHERE}),
        ("preprint", {"journal": "Research Square (preprint)", "authors": "Chen, A", **NOWHERE}),
        ("register entry", {"record_type": "register entry", "journal": "", **NOWHERE}),
    ],
)
def test_a_report_about_a_report_is_related_and_never_the_same(kind: str, other: dict[str, str]) -> None:
    result = found({}, other)
    assert result is not None
    assert (result.outcome, result.kind, result.barred) == ("related", kind, kind != "register entry")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"year": "2019", "journal": "Lancet", "volume": "393", "pages": "100-110"}),
        ({}, {"year": "2019", "volume": "380", "pages": "100-110"}),
        ({}, {"journal": "Lancet", **NOWHERE}),
        ({}, {"pages": "1500-1501"}),  # a notice that bears the title of what it is about
        ({**NOWHERE, "volume": "389"}, {"title": f"{USUAL['title']}: quality of life", "volume": "389"}),
        ({}, {"authors": "Blay, J; Maki, R", "pages": "1699"}),  # a letter under the title of the article
        ({"doi": "10.1056/a"}, {"doi": "10.1056/b"}),
        ({"pmid": "1"}, {"pmid": "2"}),
        ({"doi": "10.1002/14651858.cd001.pub2"}, {"doi": "10.1002/14651858.cd001"}),
        ({"title": "Editorial", "pages": "1"}, {"title": "Editorial", "pages": "5"}),
        ({"title": "Reply", "authors": "", **NOWHERE}, {"title": "Reply", "authors": "", **NOWHERE}),
        ({"title": "In reply", "authors": "Chen A", "pages": "5"},
         {"title": "In reply", "authors": "Chen A", "pages": "9"}),
        # What comes every year, by the same people, on the same pages.
        ({"title": "Annual report on the status of sarcoma in the nation", "year": "2022", **NOWHERE},
         {"title": "Annual report on the status of sarcoma in the nation", **NOWHERE}),
        ({"year": "2022", "volume": "388"}, {}),
        ({"title": f"{TITLE}: first part", "pages": "1-10"},
         {"title": f"{TITLE}: second part", "pages": "11-20"}),
        ({}, {"title": f"{TITLE} 2"}),
        ({"title": "Cancer statistics, 2012", "pages": "10-29"},
         {"title": "Cancer statistics, 2013", "pages": "11-30"}),
        ({"title": f"{TITLE}: part 1"}, {"title": f"{TITLE}: part 2"}),
        ({"title": f"{TITLE}. I"}, {"title": f"{TITLE}. II"}),
        ({"title": "Efficacy of nivolumab in sarcoma", "pages": "S27"},
         {"title": "Efficacy of nivolumab in melanoma", "pages": "S27"}),
    ],
)  # fmt: skip
def test_the_same_title_is_not_always_the_same_report(one: dict[str, str], other: dict[str, str]) -> None:
    assert outcome(one, other) != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pembrolizumab for advanced alveolar soft part sarcoma", TITLE),
        ("Vitamin A for the prevention of sarcoma in adults",
         "Vitamin D for the prevention of sarcoma in adults"),
        ("Treatment of hepatitis B in people with sarcoma",
         "Treatment of hepatitis C in people with sarcoma"),
        ("Nivolumab with ipilimumab in sarcoma of adults",
         "Nivolumab without ipilimumab in sarcoma of adults"),
        ("Preoperative radiotherapy in retroperitoneal sarcoma",
         "Postoperative radiotherapy in retroperitoneal sarcoma"),
        ("Epirubicin in male patients with advanced sarcoma",
         "Epirubicin in female patients with advanced sarcoma"),
        ("Hypertension after treatment of advanced sarcoma",
         "Hypotension after treatment of advanced sarcoma"),
        ("A phase I trial of eribulin in advanced sarcoma",
         "A phase II trial of eribulin in advanced sarcoma"),
        ("Exercise and the quality of life of patients",
         "Exercise and the quality of life of patients with sarcoma"),
        ("Growth of sarcoma cells of rats under treatment",
         "Growth of sarcoma cells of cats under treatment"),
    ],
)  # fmt: skip
def test_one_word_that_means_something_else_bars_a_link(one: str, other: str) -> None:
    """The records agree in all else, and nothing says on which page they stand."""
    assert outcome({"title": one, **NOWHERE}, {"title": other, **NOWHERE}) != "same"


def test_versions_of_a_cochrane_review_are_updates() -> None:
    journal = {"journal": "Cochrane Database of Systematic Reviews", "volume": "", "pages": "CD001876"}
    result = found({**journal, "year": "2010"}, {**journal, "year": "2011"})
    assert result is not None
    assert (result.outcome, result.kind) == ("related", "update")


def test_a_register_entry_belongs_to_the_report_that_names_it() -> None:
    entry = {"title": "Study of anti-PD-L1", "record_type": "register entry", "registry_ids": "NCT03141684"}
    result = found({"registry_ids": "NCT03141684"}, {**entry, "authors": "NCI", "journal": "", **NOWHERE})
    assert result is not None
    assert (result.outcome, result.kind) == ("related", "register entry")


def test_a_number_under_another_title_is_a_question() -> None:
    result = found({"doi": "10.1056/x"}, {"doi": "10.1056/x", "title": "Quite another title of some length"})
    assert result is not None and result.outcome in ("same", "doubtful")
    result = found({"pmid": "7", **NOWHERE}, {"pmid": "7", "title": "Quite another title", **NOWHERE})
    assert result is not None
    assert result.outcome == "doubtful"


def test_a_record_without_a_title_is_a_question() -> None:
    assert outcome({"doi": "10.1056/x"}, {"doi": "10.1056/x", "title": ""}) == "doubtful"
    assert outcome({}, {"title": ""}) == "different"


def test_the_reason_says_what_agrees_and_what_does_not() -> None:
    result = found({}, {"pages": "1500-1501"})
    assert result is not None
    assert result.reason == (
        "too little agrees: titles equal, 100% of the authors' names shared, same year, same journal, "
        "same volume, other pages"
    )


DRUG = "Efficacy of {} in advanced chordoma: a phase 2 trial of the French group"


@pytest.mark.parametrize("pages", [("S123", "S124"), ("S123", "S123"), ("123-130", "340-349")])
def test_one_doi_of_two_reports_links_neither(pages: tuple[str, str]) -> None:
    # A supplement with one DOI for all its abstracts; a DOI copied to the wrong record.
    one, other = (
        {"title": DRUG.format(drug), "doi": "10.1000/suppl", "pages": page}
        for drug, page in zip(("nivolumab", "ipilimumab"), pages, strict=True)
    )
    assert outcome(one, other) == "doubtful"


def test_a_record_that_its_source_calls_a_preprint_is_one() -> None:
    for kind in ("Preprint", "posted-content"):
        result = found({}, {"journal": "", "record_type": kind, **NOWHERE})
        assert result and (result.outcome, result.kind) == ("related", "preprint")


@pytest.mark.parametrize(
    ("before", "kind"),
    [("Updated results of ", "update"), ("Study protocol for ", "protocol"), ("In response to ", "reply")],
)
def test_what_a_report_says_of_itself_may_stand_before_the_title(before: str, kind: str) -> None:
    result = found({}, {"title": before + USUAL["title"].lower(), **NOWHERE})
    assert result and (result.outcome, result.kind) == ("related", kind)


@pytest.mark.parametrize("behind", [" (II)", ": II", " 2", " - study 2"])
def test_the_next_of_a_series_is_no_title_that_was_cut(behind: str) -> None:
    title = "A phase 2 trial of atezolizumab in adults and children with advanced alveolar soft part sarcoma"
    assert outcome({"title": title}, {"title": title + behind, **NOWHERE}) != "same"
    assert outcome({"title": title}, {"title": f"{title} of 5 centres in Asia"}) == "same"
