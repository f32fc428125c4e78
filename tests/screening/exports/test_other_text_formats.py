from __future__ import annotations

import pytest

from review.screening.exports.entry import ParsedExport
from review.screening.exports.formats import open_text


def parse(text: str) -> ParsedExport:
    export = open_text(text, "export.txt")
    assert export is not None
    return export.read()


def test_medline_text_is_read_with_its_wrapped_lines() -> None:
    export = parse(
        "PMID- 37672694\nOWN - NLM\nDP  - 2023 Sep 7\nTI  - Atezolizumab for advanced alveolar\n"
        "      soft part sarcoma.\nLID - 10.1056/NEJMoa2303383 [doi]\nPG  - 911-921\nVI  - 389\nIP  - 10\n"
        "AB  - Of 52 patients\n      19 responded.\nFAU - Chen, Alice P\nAU  - Chen AP\nLA  - eng\n"
        "SI  - ClinicalTrials.gov/NCT03141684\nPT  - Journal Article\nPT  - Clinical Trial, Phase II\n"
        "JT  - The New England journal of medicine\nTA  - N Engl J Med\n\nPMID- 1\nTI  - Second.\n"
    )
    assert (export.format, export.starts, export.problems) == ("MEDLINE", 2, ())
    assert export.entries[0].values == {
        "title": "Atezolizumab for advanced alveolar soft part sarcoma.", "authors": "Chen, Alice P",
        "year": "2023", "journal": "The New England journal of medicine", "volume": "389", "number": "10",
        "pages": "911-921", "doi": "10.1056/nejmoa2303383", "pmid": "37672694",
        "abstract": "Of 52 patients 19 responded.", "registry_ids": "NCT03141684", "language": "eng",
        "record_type": "Journal Article; Clinical Trial, Phase II", "source_uid": "37672694",
    }  # fmt: skip
    assert export.entries[1].values["pmid"] == "1"


def test_a_number_without_a_record_is_named() -> None:
    export = parse("PMID- 1\nTI  - First.\n\nPMID- 2\n\nPMID- 3\nTI  - Third.\n")
    assert [entry.number for entry in export.entries] == [1, 3]
    assert [(one.rule, one.place.cell, one.place.row) for one in export.problems] == [
        ("IMP01", "line 4", "record 2")
    ]


def test_ovids_medline_text_begins_with_its_own_number() -> None:
    export = parse(
        "VN  - Ovid Technologies\nUI  - 37672694\nTI  - First\nYR  - 2023\n\nUI  - 2\nTI  - Second\n"
    )
    assert [entry.values["title"] for entry in export.entries] == ["First", "Second"]
    assert export.entries[0].values["pmid"] == "37672694"


def test_endnotes_percent_tags_are_read_in_any_script() -> None:
    export = parse(
        "\ufeff%0 Journal Article\n%T α-blockers\n%A Παππάς, Γ.\n%A Chen, A.\n%D 2001\n%J Blood\n"
        "%V 3\n%P 4-9\n"
        "%R 10.1000/ab\n%X One line\nand another.\n\n%0 Book\n%T Second\n"
    )
    assert (export.format, export.starts) == ("EndNote tagged", 2)
    first = export.entries[0].values
    assert (first["title"], first["authors"]) == ("α-blockers", "Παππάς, Γ.; Chen, A.")
    assert first["abstract"] == "One line and another."
    assert export.entries[1].line == 13


def test_web_of_science_puts_each_author_on_a_line() -> None:
    export = parse(
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Shi, YK\n   Chen, AP\nTI A title that\n"
        "   goes on\nSO BLOOD\nBP 12\nEP 19\nPY 2020\nUT WOS:000282053100002\nER\n\nPT J\nTI Second\nER\n\nEF"
    )
    values = export.entries[0].values
    assert export.format == "Web of Science"
    assert (values["authors"], values["title"], values["pages"]) == (
        "Shi, YK; Chen, AP",
        "A title that goes on",
        "12-19",
    )
    assert values["source_uid"] == "WOS:000282053100002"
    assert "EF" not in export.entries[1].values["title"]


def test_a_cut_file_of_web_of_science_is_named() -> None:
    export = parse("PT J\nTI First\nER\n\nPT J\nTI Second\n")
    assert [(one.rule, one.place.row) for one in export.problems] == [("IMP03", "record 2")]


def test_refworks_text_is_read() -> None:
    export = parse(
        "RT Journal Article\nSR Electronic\nA1 Shi, Y\nT1 First\nJF Blood\nYR 2020\n"
        "SP 3\nOP 5\n\nRT Book\nT1 B\n"
    )
    assert (export.format, export.starts) == ("RefWorks", 2)
    assert export.entries[0].values["pages"] == "3-5"


BIBTEX = r"""
Scopus, EXPORT DATE: 1 May 2024
@string{jco = "J Clin Oncol"}
@comment{@article{no, title={Not this}}}
@article{a1,
  title = {The {ASPS} trial of {\"O}zt{\"u}rk \& {\O}rsted: {TNF}-$\alpha$},
  author = "Shi, Y. and M{\"u}ller, K.",
  year = 2020, volume={12}, pages = {288--297},
  journal = jco # " suppl", doi = {https://doi.org/10.1000/XYZ}
}
@ARTICLE{ WOS:000282053100002,
Title = {{Second}},
Unique-ID = {WOS:000282053100002},
}
"""


def test_bibtex_is_read_with_its_accents_and_strings() -> None:
    export = parse(BIBTEX)
    first, second = (entry.values for entry in export.entries)
    assert (export.format, export.starts, export.problems) == ("BibTeX", 2, ())
    assert first["title"] == "The ASPS trial of Öztürk & Ørsted: TNF-α"
    assert first["authors"] == "Shi, Y.; Müller, K."
    assert first["journal"] == "J Clin Oncol suppl"
    assert first["doi"] == "10.1000/xyz"
    assert second == {"title": "Second", "source_uid": "WOS:000282053100002", "record_type": "article"}


def test_a_brace_that_does_not_close_costs_one_entry_and_not_the_file() -> None:
    export = parse("@article{a, title = {First {one}, year = {2001}\n}\n@article{b, title={Second}}\n")
    assert [entry.number for entry in export.entries] == [1, 2]
    assert export.entries[1].values["title"] == "Second"
    assert [(one.rule, one.place.row) for one in export.problems] == [("IMP03", "record 1")]


LOST_START = {
    "PubMed": (
        "PMID- 1\nTI  - First\nDP  - 2001\n\nTI  - Second\nDP  - 2002\nFAU - Lee, A\n\nPMID- 3\nTI  - Third\n"
    ),
    "EndNote": "%0 Journal Article\n%T First\n\n%T Second\n%A Lee\n%D 2002\n\n%0 Journal Article\n%T Third\n",
    "Web of Science": "PT J\nTI First\nER\n\nTI Second\nAU Lee\nPY 2002\nER\n\nPT J\nTI Third\nER\n",
    "RefWorks": "RT Journal\nT1 First\n\nT1 Second\nA1 Lee\nYR 2002\n\nRT Journal\nT1 Third\n",
}


@pytest.mark.parametrize("source", LOST_START)
def test_a_record_that_lost_its_first_line_is_not_swallowed(source: str) -> None:
    text = LOST_START[source]
    for export, titles in (
        (parse(text), ["First", "Second", "Third"]),
        (parse(text[text.index("Second") - 6 :].lstrip("-1\n ")), ["Second", "Third"]),
    ):
        assert [entry.values["title"] for entry in export.entries] == titles
        assert [(one.rule, one.severity) for one in export.problems] == [("IMP02", "warning")]


def test_a_title_that_an_abstract_quotes_behind_a_blank_line_is_no_record() -> None:
    export = parse(
        "PMID- 1\nTI  - First\nAB  - Said:\n\nTI  - quoted\n\nDP  - 2001\n\nPMID- 2\nTI  - Second\n"
    )
    assert [entry.values["title"] for entry in export.entries] == ["First", "Second"]
    assert export.entries[0].values["year"] == "2001"
    assert export.problems == ()


def test_entries_of_bibtex_may_follow_each_other_in_one_line() -> None:
    # As where files without a last line break are put together.
    export = parse(
        "@article{a, title={First}, year=2001}@article{b, title={Second},\n"
        " year={2002}} @book{c, title={Third}}\n"
        "@misc(d, title={Fourth: {mail} me@home{x}}, year=2004)"
    )
    assert [entry.values["title"] for entry in export.entries][:3] == ["First", "Second", "Third"]
    assert [entry.line for entry in export.entries] == [1, 1, 2, 3]
    assert (export.starts, export.problems) == (4, ())


def test_two_formats_that_begin_in_one_line_are_both_read() -> None:
    bib = "@article{a, title={Of BibTeX}, year=2001}"
    for text in (
        f'{{"title": "Of JSON", "year": 2001}}{bib}',
        f'{{"title": "Of JSON", "year": 2001}}{bib}\n',
    ):
        export = parse(text)
        assert {"Of JSON", "Of BibTeX"} <= {entry.values["title"] for entry in export.entries}
