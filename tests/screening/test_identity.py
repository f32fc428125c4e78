from __future__ import annotations

from review.screening.exports.entry import Entry
from review.screening.identity import record_ids


def entry(**values: str) -> Entry:
    return Entry(line=1, number=1, values={"title": "Atezolizumab in ASPS", "authors": "Chen, A", **values})


def ids(entries: list[Entry], source: str = "PubMed") -> list[str]:
    return [record_id for record_id, _ in record_ids(entries, source)]


def test_an_id_does_not_depend_on_what_stands_around_the_record() -> None:
    one, other = entry(year="2023"), entry(year="2020", volume="3")
    assert ids([one]) == ids([other, one])[1:]


def test_equal_records_of_one_export_have_ids_of_their_own() -> None:
    twice = ids([entry(), entry()])
    assert len(set(twice)) == 2
    assert ids([entry(), entry(), entry()])[:2] == twice


def test_what_a_source_completes_later_does_not_change_the_id_of_its_own_number() -> None:
    ahead = entry(pmid="37672694", year="2022")
    printed = entry(pmid="37672694", year="2023", volume="389", pages="911-921")
    assert ids([ahead]) == ids([printed])


def test_a_running_number_of_a_table_is_no_identity() -> None:
    first = entry(source_uid="7", abstract="One.")
    assert ids([first]) != ids([entry(source_uid="7", abstract="Another.")])


def test_keywords_and_addresses_change_no_id() -> None:
    """A ledger of a version that did not keep keywords must know its records again."""
    assert ids([entry(year="2023")]) == ids(
        [entry(year="2023", keywords="sarcoma", url="https://example.org")]
    )


def test_another_source_gives_another_id_and_case_is_no_difference() -> None:
    assert ids([entry()], "Embase") != ids([entry()], "PubMed")
    assert ids([entry()], "pubmed ") == ids([entry()], "PubMed")


def test_no_program_takes_an_id_for_a_number_or_a_date() -> None:
    for record_id in ids([entry(year=str(year)) for year in range(1900, 2000)]):
        assert record_id[0] == "R" and len(record_id) == 11 and record_id.isalnum()
