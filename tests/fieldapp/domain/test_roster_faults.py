from fieldapp.domain.roster_faults import Fault, faults_of, words_of
from fieldapp.domain.rosters import RosterRow


def row(*codes, **values):
    return RosterRow(row=2, outcome="reject", codes=codes, **values)


def test_same_word_in_many_rows_is_one_fault():
    rows = [row("group_unknown", written_group="装卸工")] * 40 + [row("group_unknown", written_group="会计")]

    found = faults_of((one.codes, words_of(one)) for one in rows)

    assert found == (
        Fault(code="group_unknown", word="装卸工", count=40),
        Fault(code="group_unknown", word="会计", count=1),
    )


def test_faults_with_one_cure_come_first_and_warnings_are_none():
    rows = [row("id_checksum", "minor")] * 3 + [row("region_missing")]

    found = faults_of((one.codes, words_of(one)) for one in rows)

    assert [(one.code, one.field, one.is_chosen) for one in found] == [
        ("region_missing", "region", True),
        ("id_checksum", "document_no", False),
    ]


def test_fault_knows_its_rows():
    fault = Fault(code="group_unknown", word="装卸工", count=1)

    assert fault.has(("group_unknown",), {"group": "装卸工"})
    assert not fault.has(("group_unknown",), {"group": "会计"})
    assert not fault.has(("id_checksum",), {"group": "装卸工"})
