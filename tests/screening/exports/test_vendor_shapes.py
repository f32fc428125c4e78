"""Exports in the shapes that vendors document: the same two records, whatever the source writes.

Each sample is written here after the vendor's own description of its format; none is anybody's export.
"""

from __future__ import annotations

import json

import pytest

from review.screening.exports.entry import ParsedExport
from review.screening.exports.formats import open_text

EMBASE_ROWS = """\
"TITLE","Atezolizumab for sarcoma, a trial"
"AUTHOR NAMES","Chen A.P.","Sharon E."
"SOURCE TITLE","Cancer Medicine"
"PUBLICATION YEAR","2023"
"VOLUME","12"
"ISSUE","3"
"FIRST PAGE","100"
"LAST PAGE","110"
"ABSTRACT","A ""rare"" disease.
METHODS: we did it."
"MEDLINE PMID","37672694 (http://www.ncbi.nlm.nih.gov/pubmed/37672694)"
"PUI","L2026911236"
"DOI","10.1002/cam4.1"

"TITLE","Geptanolimab"
"AUTHOR NAMES","Shi Y."
"PUBLICATION YEAR","2020"
"PUI","L633333333"
"""

OVID_CITATION = """\
Database: Ovid MEDLINE(R) ALL <1946 to November 19, 2026>
Search Strategy:
1     exp Sarcoma/ (160000)

<1>
Unique Identifier
  37672694
Title
  Atezolizumab for sarcoma, a trial
Source
  Cancer Medicine. 12(3):100-110, 2023 Sep 07.
Authors
  Chen A.P.; Sharon E.
Abstract
  A "rare" disease.
  METHODS: we did it.
Digital Object Identifier
  https://dx.doi.org/10.1002/cam4.1

<2>
Accession Number
  633333333
Title
  Geptanolimab
Author
  Shi Y.
Year of Publication
  2020
"""

OVID_EMBASE = """\
VN  - Ovid Technologies
DB  - Embase
AN  - 2026911236
PM  - 37672694 [http://www.ncbi.nlm.nih.gov/pubmed/?term=37672694]
AU  - Chen A.P.
AU  - Sharon E.
TI  - Atezolizumab for sarcoma, a trial
SO  - Cancer Medicine. 12(3) (pp 100-110), 2023. Date of Publication: March 2023.
AB  - A "rare" disease.
      METHODS: we did it.
DO  - https://dx.doi.org/10.1002/cam4.1

VN  - Ovid Technologies
DB  - Embase
AN  - 633333333
TI  - Geptanolimab
AU  - Shi Y.
YR  - 2020
"""

COCHRANE = """\
Record #1 of 2
ID: CN-02345678
AU: Chen A.P.
AU: Sharon E.
TI: Atezolizumab for sarcoma, a trial
SO: Cancer Medicine
YR: 2023
VL: 12
NO: 3
PB: Wiley
PG: 100-110
PM: PUBMED 37672694
DOI: 10.1002/cam4.1
AB: A "rare" disease.
METHODS: we did it.

Record #2 of 2
ID: CN-02345679
AU: Shi Y.
TI: Geptanolimab
YR: 2020
"""

PROQUEST = """\
____________________________________________________________

Report Information from ProQuest
____________________________________________________________

Document 1 of 2

Atezolizumab for sarcoma, a trial

Author: Chen A.P.; Sharon E.

Abstract: A "rare" disease. METHODS: we did it.

Title: Atezolizumab for sarcoma, a trial

Publication title: Cancer Medicine

Volume: 12

Issue: 3

Pages: 100-110

Publication year: 2023

PubMed ID: 37672694

DOI: http://dx.doi.org/10.1002/cam4.1

ProQuest document ID: 2812345678
____________________________________________________________

Document 2 of 2

Geptanolimab

Author: Shi Y.

Publication year: 2020
"""

EBSCO = """\
<?xml version="1.0" encoding="UTF-8"?>
<records><rec resultID="1"><header shortDbName="c8h" uiTerm="171234567"><controlInfo>
<jinfo><jtl>Cancer Medicine</jtl></jinfo>
<pubinfo><dt year="2023" month="05"/><vid>12</vid><iid>3</iid></pubinfo>
<artinfo><ui type="doi">10.1002/cam4.1</ui><ui type="pmid">37672694</ui><ppf>100</ppf><ppct>11</ppct>
<tig><atl>Atezolizumab for sarcoma, a trial</atl></tig><aug><au>Chen A.P.</au><au>Sharon E.</au></aug>
<ab>A "rare" disease. &lt;b&gt;METHODS:&lt;/b&gt; we did it.</ab></artinfo></controlInfo></header></rec>
<rec resultID="2"><header shortDbName="c8h" uiTerm="2"><controlInfo><pubinfo><dt year="2020"/></pubinfo>
<artinfo><tig><atl>Geptanolimab</atl></tig><aug><au>Shi Y.</au></aug></artinfo></controlInfo></header></rec>
</records>
"""

EUROPE_PMC = """\
<?xml version="1.0"?><responseWrapper><hitCount>2</hitCount><resultList><result><id>37672694</id>
<pmid>37672694</pmid><doi>10.1002/cam4.1</doi><title>Atezolizumab for sarcoma, a trial</title>
<authorString>Chen A.P.; Sharon E.</authorString><journalInfo><issue>3</issue><volume>12</volume>
<journal><title>Cancer Medicine</title></journal></journalInfo><pubYear>2023</pubYear>
<pageInfo>100-110</pageInfo><abstractText>A "rare" disease. METHODS: we did it.</abstractText></result>
<result><id>2</id><title>Geptanolimab</title><authorString>Shi Y.</authorString>
<pubYear>2020</pubYear></result></resultList></responseWrapper>
"""

CSL = json.dumps(
    [
        {
            "id": "x/1", "type": "article-journal", "title": "Atezolizumab for sarcoma, a trial",
            "author": [{"family": "Chen A.P."}, {"literal": "Sharon E."}],
            "container-title": "Cancer Medicine", "volume": 12, "issue": "3", "page": "100-110",
            "issued": {"date-parts": [["2023", 9]]}, "DOI": "10.1002/cam4.1", "PMID": "37672694",
            "abstract": 'A "rare" disease.\nMETHODS: we did it.',
        },
        {
            "id": "x/2", "title": "Geptanolimab", "author": [{"family": "Shi Y."}],
            "issued": {"date-parts": [[2020]]},
        },
    ],
    indent=1,
)  # fmt: skip

SHAPES = {
    "Embase rows": EMBASE_ROWS,
    "Ovid citation": OVID_CITATION,
    "MEDLINE": OVID_EMBASE,
    "Cochrane": COCHRANE,
    "ProQuest": PROQUEST,
    "EBSCO XML": EBSCO,
    "Europe PMC XML": EUROPE_PMC,
    "JSON": CSL,
}

#: What every shape says of the first record.
FIRST = {
    "title": "Atezolizumab for sarcoma, a trial",
    "authors": "Chen A.P.; Sharon E.",
    "year": "2023",
    "journal": "Cancer Medicine",
    "volume": "12",
    "number": "3",
    "pages": "100-110",
    "doi": "10.1002/cam4.1",
    "pmid": "37672694",
    "abstract": 'A "rare" disease. METHODS: we did it.',
}


def parsed(text: str) -> ParsedExport:
    found = open_text(text, "export.txt")
    assert found is not None
    return found.read()


@pytest.mark.parametrize("code", SHAPES)
def test_a_shape_gives_the_record_that_it_holds(code: str) -> None:
    found = parsed(SHAPES[code])
    assert (found.format, found.starts, len(found.entries), found.problems) == (code, 2, 2, ())
    assert {column: found.entries[0].values.get(column) for column in FIRST} == FIRST
    second = found.entries[1]
    assert (second.values["title"], second.values["authors"]) == ("Geptanolimab", "Shi Y.")
    assert second.values["year"] == "2020"
    # It leads back to where it stands.
    lines = SHAPES[code].split("\n")
    assert any("Geptanolimab" in line for line in lines[second.line - 1 :])
    assert not any("Geptanolimab" in line for line in lines[: second.line - 1])


@pytest.mark.parametrize("code", SHAPES)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_ends_of_lines_change_nothing(code: str, end: str) -> None:
    if code in ("EBSCO XML", "Europe PMC XML", "JSON") and end == "\r":
        return  # a line break of old Macs is a blank there, and lines are not counted by it
    text = SHAPES[code].replace("\n", end)
    assert [entry.values for entry in parsed(text).entries] == [
        entry.values for entry in parsed(SHAPES[code]).entries
    ]


def test_embase_s_rows_may_have_semicolons_and_a_query_above() -> None:
    text = 'SEARCH QUERY\n"sarcoma:ti"\n\n' + EMBASE_ROWS.replace('","', '";"')
    assert [entry.values["title"] for entry in parsed(text).entries] == [FIRST["title"], "Geptanolimab"]


def test_a_table_of_the_usual_shape_is_not_read_as_rows_of_fields() -> None:
    text = "TITLE,AUTHOR NAMES,DOI\nOne,Chen A,10.1002/a\nDOI,Shi Y,10.1002/b\n"
    assert (parsed(text).format, len(parsed(text).entries)) == ("CSV", 2)


def test_an_abstract_of_cochrane_may_have_a_line_that_looks_like_a_field() -> None:
    text = COCHRANE.replace("METHODS: we did it.", "NOTE: we did it.")
    assert parsed(text).entries[0].values["abstract"] == 'A "rare" disease. NOTE: we did it.'


def test_a_study_of_clinicaltrials_gov_comes_with_every_number_it_names() -> None:
    study = {
        "protocolSection": {
            "identificationModule": {
                "nctId": "NCT03141684", "briefTitle": "Testing", "officialTitle": "A Phase 2 Study",
                "secondaryIdInfos": [{"id": "2016-001234-22", "type": "EUDRACT_NUMBER"}],
            },
            "statusModule": {"startDateStruct": {"date": "2017-05-01"}},
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "NCI"}},
        },
        "resultsSection": {"items": [{"title": "not a study"}]},
    }  # fmt: skip
    for whole in ({"totalCount": 1, "studies": [study]}, [study]):
        (entry,) = parsed(json.dumps(whole)).entries
        assert entry.values["title"] == "A Phase 2 Study"
        assert entry.values["registry_ids"] == "NCT03141684; 2016-001234-22"
        assert (entry.values["year"], entry.values["record_type"]) == ("2017", "register entry")


def test_a_file_that_is_cut_off_costs_its_last_record_only_and_names_it() -> None:
    cut = CSL[: CSL.index("Geptanolimab")]
    found = parsed(cut)
    assert [entry.values["title"] for entry in found.entries] == [FIRST["title"]]
    (problem,) = found.problems
    assert (problem.rule, problem.place.row) == ("IMP01", "record 2")
    assert problem.place.cell == f"line {cut.count(chr(10), 0, cut.rindex('{')) + 1}"


def test_names_as_google_scholar_writes_them_are_taken_apart() -> None:
    text = 'Cites,Authors,Title,Year,Source\n12,"AP Chen, E Sharon",Atezolizumab,2023,NEJM\n'
    assert parsed(text).entries[0].values["authors"] == "AP Chen; E Sharon"


def test_keywords_come_from_wherever_a_source_writes_them_each_once() -> None:
    ris = "TY  - JOUR\nTI  - One\nAU  - A\nKW  - sarcoma\nKW  - trial; Sarcoma\nKW  - trial\nER  - \n"
    assert parsed(ris).entries[0].values["keywords"] == "sarcoma; trial; Sarcoma"


OPEN_INDEXES = {
    "Crossref": {
        "status": "ok",
        "message": {"items": [
            {"title": ["First"], "DOI": "10.1000/a", "author": [{"family": "Chen", "given": "A"}],
             "issued": {"date-parts": [[2001]]}, "container-title": ["Cancer"], "volume": "1", "issue": "2",
             "page": "3-9", "abstract": "We saw."},
            {"title": ["Second"]},
        ]},
    },
    "Europe PMC": {
        "version": "6.9",
        "resultList": {"result": [
            {"id": "1", "pmid": "123456", "doi": "10.1000/a", "title": "First", "authorString": "Chen, A",
             "pubYear": "2001", "pageInfo": "3-9", "abstractText": "We saw.",
             "journalInfo": {"volume": "1", "issue": "2", "journal": {"title": "Cancer"}}},
            {"id": "2", "title": "Second"},
        ]},
    },
    "OpenAlex": {
        "meta": {"count": 2},
        "results": [
            {"id": "https://openalex.org/W1", "title": "First", "publication_year": 2001,
             "doi": "https://doi.org/10.1000/a", "authorships": [{"raw_author_name": "Chen, A"}],
             "biblio": {"volume": "1", "issue": "2", "first_page": "3", "last_page": "9"},
             "primary_location": {"source": {"display_name": "Cancer"}},
             "abstract_inverted_index": {"saw.": [1], "We": [0]}},
            {"id": "https://openalex.org/W2", "title": "Second"},
        ],
    },
    "Lens": {
        "total": 2,
        "data": [
            {"lens_id": "000-000-000-000-001", "title": "First", "year_published": 2001,
             "authors": [{"display_name": "Chen, A"}], "source": {"title": "Cancer"}, "volume": "1",
             "issue": "2", "start_page": "3", "end_page": "9", "abstract": "We saw.",
             "external_ids": [{"type": "pmid", "value": "5"}, {"type": "doi", "value": "10.1000/a"}],
             "references": [{"lens_id": "000-000-000-000-009"}]},
            {"lens_id": "000-000-000-000-002", "title": "Second"},
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize("index", OPEN_INDEXES)
def test_the_list_that_an_open_index_gives_is_read_record_by_record(index: str) -> None:
    export = parsed(json.dumps(OPEN_INDEXES[index], indent=1))
    assert (export.starts, [entry.values["title"] for entry in export.entries]) == (2, ["First", "Second"])
    told = export.entries[0].values
    columns = ("authors", "year", "journal", "volume", "number", "pages", "doi", "abstract")
    assert [told.get(column) for column in columns] == [
        "Chen, A", "2001", "Cancer", "1", "2", "3-9", "10.1000/a", "We saw.",
    ]  # fmt: skip


def test_what_a_single_record_cites_is_no_record() -> None:
    (entry,) = parsed('{"title": "Only", "year": 2001, "references": [{"title": "Cited"}]}').entries
    assert entry.values["title"] == "Only"
