from __future__ import annotations

from review.screening.exports.entry import ParsedExport
from review.screening.exports.formats import open_text

HEAD = '<?xml version="1.0" encoding="UTF-8"?><xml><records>'


def endnote(title: str, *, more: str = "") -> str:
    styled = f'<style face="normal">{title}</style>'
    return (
        f'<record><ref-type name="Journal Article">17</ref-type><contributors><authors><author>'
        f"<style>Shi, Y.</style></author><author>Chen, A.</author></authors></contributors>"
        f"<titles><title>{styled}</title><secondary-title>Blood</secondary-title></titles>"
        f"<dates><year>2020</year></dates>{more}</record>"
    )


def parse(text: str) -> ParsedExport:
    export = open_text(text, "export.xml")
    assert export is not None
    return export.read()


def test_endnotes_xml_is_read_through_its_styles() -> None:
    more = (
        "<electronic-resource-num>10.1000/AB</electronic-resource-num><accession-num>37672694</accession-num>"
    )
    export = parse(f"{HEAD}{endnote('A &amp; b <i>in vivo</i>', more=more)}</records></xml>")
    assert (export.format, export.starts, export.problems) == ("EndNote XML", 1, ())
    assert export.entries[0].values == {
        "title": "A & b in vivo", "authors": "Shi, Y.; Chen, A.", "year": "2020", "journal": "Blood",
        "doi": "10.1000/ab", "pmid": "37672694", "source_uid": "37672694", "record_type": "Journal Article",
    }  # fmt: skip


def test_a_broken_record_costs_itself_only() -> None:
    text = HEAD + endnote("First") + "\n<record><titles><title>Cut</titles></record>\n" + endnote("Third")
    export = parse(text + "\n<record><titles><title>off</title>")
    assert [entry.values["title"] for entry in export.entries] == ["First", "Third"]
    assert export.starts == 4
    assert [(one.rule, one.place.cell, one.place.row) for one in export.problems] == [
        ("IMP01", "line 2", "record 2"),
        ("IMP01", "line 4", "record 4"),
    ]


def test_letters_that_xml_forbids_and_endnote_writes_are_spaces() -> None:
    assert parse(HEAD + endnote("A\x0btitle&#x1F;here")).entries[0].values["title"] == "A title here"


def test_a_record_whose_first_tag_holds_such_a_letter_is_not_lost_in_silence() -> None:
    export = parse(HEAD + endnote("First") + endnote("Second").replace("<record>", "<record\x01>"))
    assert [entry.values["title"] for entry in export.entries] == ["First", "Second"]
    assert [problem.rule for problem in export.problems] == ["IMP02"]


def test_an_entity_is_not_resolved() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    export = parse(f"{bomb}<xml><records>{endnote('&e;')}{endnote('Second')}</records></xml>")
    assert [entry.values["title"] for entry in export.entries] == ["Second"]
    assert [problem.rule for problem in export.problems] == ["IMP01"]


def test_pubmeds_xml_is_read() -> None:
    export = parse(
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>37672694</PMID><Article><Journal>"
        "<JournalIssue><Volume>389</Volume><Issue>10</Issue><PubDate><Year>2023</Year></PubDate></JournalIssue>"
        "<Title>NEJM</Title></Journal><ArticleTitle>Atezolizumab for <i>ASPS</i></ArticleTitle><Pagination>"
        "<MedlinePgn>911-921</MedlinePgn></Pagination><Abstract><AbstractText Label='A'>One.</AbstractText>"
        "<AbstractText>Two.</AbstractText></Abstract><AuthorList><Author><LastName>Chen</LastName>"
        "<ForeName>Alice</ForeName></Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )
    values = export.entries[0].values
    assert export.format == "PubMed XML"
    assert (values["title"], values["authors"], values["abstract"]) == (
        "Atezolizumab for ASPS",
        "Chen, Alice",
        "One. Two.",
    )


def test_the_registers_of_ictrp_are_read() -> None:
    export = parse(
        "<Trials_downloaded_from_ICTRP><Trial><TrialID>ChiCTR1900026676</TrialID><Public_title>P</Public_title>"
        "<Scientific_title>S</Scientific_title><Date_registration>2019-10-18</Date_registration></Trial>"
        "</Trials_downloaded_from_ICTRP>"
    )
    values = export.entries[0].values
    assert (values["title"], values["year"], values["registry_ids"]) == ("S", "2019", "CHICTR1900026676")
    assert values["record_type"] == "register entry"


def test_an_ampersand_as_it_is_costs_no_record() -> None:
    export = parse(
        "<Trials><Trial\n><TrialID>NCT01234567</TrialID><Scientific_title>R&D & na&iuml;ve "
        "&lt; 5</Scientific_title></Trial></Trials>"
    )
    assert export.entries[0].values["title"] == "R&D & naïve < 5"
    assert (export.starts, export.problems) == (1, ())
