"""RIS as its sources write it; every quirk is one that a vendor or a person is known to produce."""

from __future__ import annotations

import pytest

from review.screening.exports.entry import ParsedExport
from review.screening.exports.formats import open_text


def record(title: str, *, abstract: str = "An abstract.", end: str = "ER  - \n") -> str:
    return (
        "TY  - JOUR\nAU  - Shi, Yuankai\nAU  - Chen, Alice\n"
        f"TI  - {title}\nPY  - 2023\nJO  - NEJM\nAB  - {abstract}\nVL  - 389\n{end}"
    )


def parse(text: str) -> ParsedExport:
    export = open_text(text, "export.ris")
    assert export is not None
    return export.read()


def titles(text: str) -> list[str]:
    return [entry.values["title"] for entry in parse(text).entries]


def test_a_record_keeps_what_it_says_and_where_it_begins() -> None:
    export = parse(record("First") + "\n" + record("Second"))
    second = export.entries[1]
    assert (export.format, export.starts, export.problems) == ("RIS", 2, ())
    assert (second.line, second.number) == (11, 2)
    assert second.values == {
        "title": "Second", "authors": "Shi, Yuankai; Chen, Alice", "year": "2023", "journal": "NEJM",
        "volume": "389", "abstract": "An abstract.", "record_type": "JOUR",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "tags", "value"),
    [
        ("title", ("TI", "T1"), "Atezolizumab"),
        ("authors", ("AU", "A1"), "Chen, A"),
        ("abstract", ("AB", "N2"), "Of 52 patients 19 responded."),
        ("journal", ("JO", "JF", "T2", "JA"), "Blood"),
        ("year", ("PY", "Y1", "DA"), "2023/05/01/"),
        ("doi", ("DO", "L3", "M3"), "10.1056/NEJMoa2303383"),
    ],
)
def test_tags_of_one_meaning_are_one_column(column: str, tags: tuple[str, ...], value: str) -> None:
    found = {
        parse(f"TY  - JOUR\nID  - 1\nKW  - x\n{tag}  - {value}\nER  - \n").entries[0].values[column]
        for tag in tags
    }
    assert len(found) == 1


@pytest.mark.parametrize(
    "abstract",
    [
        "Methods.\nER  - positive tumours were left out.\nResults.",
        "Methods.\nER  - \nTumours were positive.",
        "Methods.\nER-positive tumours.\nER stress.\nER",
        "Methods.\nPD - progressive disease.\nCR - complete response.",
        "Methods.\nTY - the tyrosine residue.\nTY  - was phosphorylated in every patient.",
        "Methods.\n\nResults of two paragraphs.",
        "A line separator\u2028and a form feed\x0cinside.",
    ],
)
def test_an_abstract_is_whole_whatever_its_lines_begin_with(abstract: str) -> None:
    export = parse(record("First", abstract=abstract) + record("Second"))
    assert [entry.values["title"] for entry in export.entries] == ["First", "Second"]
    assert export.entries[0].values["abstract"] == " ".join(abstract.split())
    assert export.entries[0].values["volume"] == "389"
    assert (export.starts, export.problems) == (2, ())


@pytest.mark.parametrize("lost", [0, 1])
def test_a_record_without_its_end_is_kept_and_named(lost: int) -> None:
    records = [record("First"), record("Second")]
    records[lost] = records[lost].replace("ER  - \n", "")
    export = parse("".join(records))
    assert [entry.values["title"] for entry in export.entries] == ["First", "Second"]
    (problem,) = export.problems
    assert (problem.rule, problem.severity) == ("IMP03", "warning")
    assert problem.place.row == f"record {lost + 1}"


def test_a_record_that_lost_its_first_line_is_not_swallowed_by_the_one_above() -> None:
    export = parse(record("First") + record("Second").replace("TY  - JOUR\n", ""))
    assert [entry.values["title"] for entry in export.entries] == ["First", "Second"]
    assert [(one.rule, one.place.cell) for one in export.problems] == [("IMP02", "line 10")]


def test_what_cochrane_writes_above_a_record_stays_out_of_the_record_above() -> None:
    above = 'Record #{} of 784\nProvider: John Wiley & Sons, Ltd.\nContent: text/plain; charset="UTF-8"\n\n'
    text = (
        above.format(1) + record("First", end="") + above.format(2) + record("Second").replace("  -", "  - ")
    )
    first, second = parse(text).entries
    assert first.values["volume"] == "389"
    assert second.values["title"] == "Second"


def test_ovids_numbers_and_search_strategy_belong_to_no_record() -> None:
    strategy = "C1  - Database: Embase\n1. exp sarcoma/\n2. nivolumab.tw.\n\n"
    export = parse("1. \n" + record("First") + strategy + "2. \n" + record("Second"))
    assert [entry.values["title"] for entry in export.entries] == ["First", "Second"]
    assert all("exp sarcoma" not in str(entry.values) for entry in export.entries)
    assert export.problems == ()


def test_an_empty_field_does_not_swallow_the_next() -> None:
    values = (
        parse(record("First").replace("VL  - 389", "IS  - 9\nSP  -\nEP  - \nVL  - 389")).entries[0].values
    )
    assert (values["number"], values["volume"]) == ("9", "389")
    assert "pages" not in values


@pytest.mark.parametrize(
    "text",
    [
        record("First").replace("TY  -", "TY -"),
        record("First").replace("  -", " -"),
        record("First").replace("TY  -", "ty  -").replace("TI  -", "ti  -"),
        record("First").replace("  -", "  -  "),
        record("First").replace("ER  - ", "ER  -   \t"),
        record("First").replace("\n", "\r\n"),
        record("First").replace("\n", "\r"),
        "\ufeff" + record("First"),
        "\n\n" + record("First") + "\n \n",
    ],
)
def test_spacing_and_case_do_not_matter(text: str) -> None:
    export = parse(text)
    assert (export.starts, export.problems) == (1, ())
    assert export.entries[0].values["title"] == "First"
    assert export.entries[0].values["journal"] == "NEJM"


@pytest.mark.parametrize("between", ["", "\n", "\ufeff", "\n\ufeff"])
def test_two_files_put_one_behind_the_other_are_read_whole(between: str) -> None:
    text = record("First").rstrip() + between + record("Second")
    assert titles(text) == ["First", "Second"]
    assert parse(text).starts == 2


def test_files_of_two_formats_put_one_behind_the_other_are_read_whole() -> None:
    nbib = "PMID- 37672694\nTI  - From PubMed\nAU  - Chen A\nDP  - 2023 Sep\n\n"
    export = parse(record("First") + nbib + record("Third"))
    assert [entry.values["title"] for entry in export.entries] == ["First", "From PubMed", "Third"]
    assert [entry.line for entry in export.entries] == [1, 10, 15]
    assert [entry.number for entry in export.entries] == [1, 2, 3]
    assert (export.format, export.starts) == ("RIS + MEDLINE", 3)


def test_an_empty_record_is_named_and_the_others_are_kept() -> None:
    export = parse(record("First") + "TY  - JOUR\nER  - \n" + record("Third"))
    assert [entry.number for entry in export.entries] == [1, 3]
    (problem,) = export.problems
    assert (problem.rule, problem.place.cell, problem.place.row) == ("IMP01", "line 10", "record 2")


def test_a_record_without_a_title_is_kept_and_named() -> None:
    export = parse("TY  - JOUR\nAU  - Shi, Y\nDO  - 10.1000/x\nER  - \n")
    assert export.entries[0].values["doi"] == "10.1000/x"
    assert [problem.rule for problem in export.problems] == ["IMP05"]


@pytest.mark.parametrize(
    ("fields", "pmid"),
    [
        ("DB  - Embase\nDB  - Medline\nC5  - 38773066\nU2  - L2029880245\n", "38773066"),
        ("DB  - Scopus\nC2  - 38580657\n", "38580657"),
        ("C3  - PUBMED 21314913\n", "21314913"),
        ("UR  - https://pubmed.ncbi.nlm.nih.gov/37672694/\n", "37672694"),
        ("DB  - Embase\nMedline\nID  - 889\n", ""),  # EndNote's number of the record in its library
        ("C2  - 38580657\n", ""),  # nobody says that it is PubMed's
    ],
)
def test_a_pubmed_number_is_taken_from_where_its_source_puts_it(fields: str, pmid: str) -> None:
    values = parse(record("First", end=f"{fields}ER  - \n")).entries[0].values
    assert values.get("pmid", "") == pmid
