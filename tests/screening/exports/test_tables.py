from __future__ import annotations

import pytest

from review.screening.exports.entry import ParsedExport
from review.screening.exports.formats import open_text


def parse(text: str) -> ParsedExport:
    export = open_text(text, "export.csv")
    assert export is not None
    return export.read()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_makes_sense_of_the_header(delimiter: str) -> None:
    header = delimiter.join(["Title", "Author Names", "Publication Year"])
    rows = [
        delimiter.join(['"One; two, three"', '"Shi Y., Chen A."', "2020"]),
        delimiter.join(["B", "C", "2021"]),
    ]
    export = parse("\n".join([header, *rows]))
    assert export.entries[0].values == {
        "title": "One; two, three",
        "authors": "Shi Y.; Chen A.",
        "year": "2020",
    }
    assert (export.starts, export.format) == (2, "TSV" if delimiter == "\t" else "CSV")


def test_what_embase_writes_above_the_header_is_passed_over() -> None:
    export = parse(
        '"SEARCH QUERY","sarcoma:ti"\n-------------------------------------\n\n'
        '"Title","Source title","Publication Year","Medline PMID","PUI"\n'
        '"A trial","Blood","2020","38773066","L2029880245"\n'
    )
    (entry,) = export.entries
    assert (entry.line, export.starts, export.problems) == (5, 1, ())
    assert (entry.values["pmid"], entry.values["source_uid"]) == ("38773066", "L2029880245")


def test_a_line_break_and_a_formula_inside_quotes_belong_to_their_cell() -> None:
    export = parse('Title,Issue,Abstract\r\n"A ""quoted"" title",="007","Line one\nline two"\r\nB,2,C\r\n')
    first, second = export.entries
    assert first.values == {"title": 'A "quoted" title', "number": "007", "abstract": "Line one line two"}
    assert second.line == 4


def test_a_quote_that_never_closes_costs_one_row_and_not_the_file() -> None:
    export = parse('Title,Year,Authors\n"A never closes,2020,Shi\nB,2021,Chen\n"C",2022,Foo\n')
    assert [entry.values["title"] for entry in export.entries] == ['"A never closes', "B", "C"]
    assert ("IMP04", "line 2", "record 1") in [
        (one.rule, one.place.cell, one.place.row) for one in export.problems
    ]


def test_tab_delimited_text_without_quotes_keeps_the_quotes_of_titles() -> None:
    header = "PT\tAU\tTI\tSO\tPY\tUT\n"
    export = parse(
        header
        + 'J\tShi, Y\t"Never" say never\tBLOOD\t2020\tWOS:000282053100002\nJ\tChen\t"Open\tX\t2021\tU\n'
    )
    assert [entry.values["title"] for entry in export.entries] == ['"Never" say never', '"Open']
    assert export.starts == 2


def test_a_row_with_more_cells_than_headings_is_kept_and_named() -> None:
    export = parse("Title,Year,Authors\nA, with a comma,2020,Shi\nB,2021,Chen\n")
    assert len(export.entries) == 2
    (problem,) = export.problems
    assert (problem.rule, problem.severity, problem.place.row) == ("IMP04", "error", "record 1")
    assert "4 cells under 3 headings" in problem.message


def test_a_row_without_anything_that_names_a_record_is_named() -> None:
    export = parse("Title,Year,Authors\nA,2020,Shi\n,2021,Chen\nC,2022,Foo\n")
    assert [entry.number for entry in export.entries] == [1, 3]
    assert [(one.rule, one.place.cell) for one in export.problems] == [("IMP01", "line 3")]


def test_a_line_of_text_between_the_records_is_no_record() -> None:
    export = parse("id,title,journal,authors\n1,A,Blood,Shi\nnot yet labeled\n2,B,Blood,Chen\n")
    assert (export.starts, len(export.entries)) == (2, 2)
    assert [(one.rule, one.severity) for one in export.problems] == [("IMP06", "note")]


def test_tables_put_one_behind_the_other_are_read_each_under_its_own_header() -> None:
    first = "Title,Year,Authors,DOI\nA,2020,Shi,10.1000/a\n"
    second = "DOI,Authors,Title,Year\n10.1000/b,Chen,B,2021\n"
    export = parse(first + first + second)
    assert [entry.values["title"] for entry in export.entries] == ["A", "A", "B"]
    assert export.starts == 3
    assert export.problems == ()


def test_a_table_of_clinicaltrials_gov_is_one_of_register_entries() -> None:
    export = parse(
        "NCT Number,Study Title,Study URL,Study Status,Sponsor,Start Date\n"
        "NCT03141684,Atezolizumab in ASPS,https://clinicaltrials.gov/study/NCT03141684,COMPLETED,NCI,2017-05-01\n"
    )
    values = export.entries[0].values
    assert export.format == "ClinicalTrials.gov CSV"
    assert (values["record_type"], values["registry_ids"], values["year"]) == (
        "register entry",
        "NCT03141684",
        "2017",
    )


def test_pubmeds_citation_gives_volume_number_and_pages() -> None:
    export = parse(
        'PMID,Title,Authors,Citation,Journal/Book,Publication Year\n30922926,T,"Griffin DK, Larkin DM.",'
        '"Eur J Med Genet. 2020 Feb;63(2):103640. doi: 10.1016/j.ejmg.2019.03.004.",Eur J Med Genet,2020\n'
    )
    values = export.entries[0].values
    assert (values["volume"], values["number"], values["pages"]) == ("63", "2", "103640")
    assert values["authors"] == "Griffin DK; Larkin DM."


def test_a_text_that_is_no_export_is_none() -> None:
    assert open_text("Dear colleague,\nhere are the results.\n", "letter.txt") is None


def test_cells_longer_than_pythons_csv_module_takes_are_read() -> None:
    long = "reference; " * 20_000
    assert len(parse(f'Title,Year,Abstract\nA,2020,"{long}"\nB,2021,x\n').entries) == 2


def test_the_columns_of_web_of_science_are_not_taken_for_others_of_their_name() -> None:
    header = "PT\tAU\tTI\tSO\tSP\tID\tBP\tEP\tPG\tPY\tDA\tUT\n"
    row = "J\tShi, Y\tA\tBLOOD\tA sponsor\tKEYWORDS PLUS\t\t\t12\t2020\t2024-08-05\tWOS:000282053100002\n"
    values = parse(header + row).entries[0].values
    assert "pages" not in values
    assert (values["year"], values["source_uid"]) == ("2020", "WOS:000282053100002")


def test_a_title_that_begins_with_a_quoted_word_is_no_difference_of_counts() -> None:
    # Web of Science's tab-delimited text knows no quotes.
    export = parse('TI\tAU\tPY\n"Omics" in sarcoma\tShi\t2001\nThe "half\tLee\t2002\n')
    assert [entry.values["title"] for entry in export.entries] == ['"Omics" in sarcoma', 'The "half']
    assert (export.starts, export.problems) == (2, ())


RIS = "TY  - JOUR\nTI  - Of RIS\nAU  - Ngo, A\nER  - \n"
COMMAS = "Title,Authors,Year\nOf a table,Shi,2001\nAnother,Lee,2002\n"


@pytest.mark.parametrize(
    ("text", "format_", "titles"),
    [
        (RIS + COMMAS, "RIS + CSV", ["Of RIS", "Of a table", "Another"]),
        (COMMAS + RIS, "CSV + RIS", ["Of a table", "Another", "Of RIS"]),
        (
            RIS + '[\n{"title": "Of JSON", "year": 2001},\n{"title": "Next", "year": 2002}]',
            "RIS + JSON",
            ["Of RIS", "Of JSON", "Next"],
        ),
        (COMMAS + "Year;Title;Authors\n2004;Third;Chen\n", "CSV", ["Of a table", "Another", "Third"]),
        # Zotero has some 80 columns, of which most fill none of a record.
        (
            RIS
            + '"Key","Item Type","Author","Title","DOI",'
            + ",".join(f'"Extra {n}"' for n in range(70))
            + '\n"K1","article","Shi","Of a table","10.1/x"\n',
            "RIS + CSV",
            ["Of RIS", "Of a table"],
        ),
        # The second header names more columns than the first.
        (
            COMMAS + "Authors,Title,Year,Volume,DOI,Pages\nChen,Third,2004,1,10.1000/x,5\n",
            "CSV",
            ["Of a table", "Another", "Third"],
        ),
    ],
)
def test_a_table_glued_to_another_format_is_not_lost(text: str, format_: str, titles: list[str]) -> None:
    export = parse(text)
    assert [entry.values["title"] for entry in export.entries] == titles
    assert (export.format, export.starts, export.problems) == (format_, len(titles), ())
    first_lines = text.split("\n")
    assert all(
        one.values["title"] in " ".join(first_lines[one.line - 1 : one.line + 1]) for one in export.entries
    )


@pytest.mark.parametrize(
    "quoted", ["PMID- 12345678", "PT J", "@article{key,\n title={x},", "%0 Report\n%T x", "<record> is a tag"]
)
def test_a_start_of_another_format_in_an_abstract_is_text(quoted: str) -> None:
    text = f"TY  - JOUR\nTI  - Of RIS\nAU  - Ngo, A\nAB  - They wrote\n{quoted}\nER  - \n"
    export = parse(text + RIS)
    assert [entry.values["title"] for entry in export.entries] == ["Of RIS", "Of RIS"]
    assert (export.format, export.starts, export.problems) == ("RIS", 2, ())
