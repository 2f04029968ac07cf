"""Organisations and members out of files: all of a file, or nothing of it."""

from pathlib import Path

import pytest

from fieldapp.domain.outcomes import VerdictKind
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from resources import resource
from sync.hub.services.member_files import ImportedMembers, import_members
from sync.hub.services.organisation_files import ImportedOrganisations, import_organisations
from sync.hub.store import members, organisations, server_state
from tests.support.hub import UNION, RunningHub, enrollment, rec_of, transfer
from tests.support.people import People

ORGANISATIONS = resource("data", "samples", "organisations.csv")
MEMBERS = "name,document_type,document_no,phone,group,union,number,joined\n"


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def place_of(refused: object) -> tuple[str, str]:
    """Return row and column of a file that was refused for one of its rows."""
    assert isinstance(refused, Refusal)
    assert refused.code == "hub_row_invalid"
    assert "{" not in message(refused.code, refused.details).sentence
    return refused.details["row"], refused.details["column"]


def member_row(seed: int, **changed: str) -> str:
    person = People(seed).person()
    values = {
        "name": person.name,
        "document_type": "",
        "document_no": person.document_no,
        "phone": person.phone,
        "group": "货车司机",
        "union": UNION,
        "number": f"GH0000000{seed}",
        "joined": "2024-05-01",
    } | changed
    return ",".join(values.values()) + "\n"


def test_sample_organisations_are_all_read(any_hub: RunningHub) -> None:
    done = import_organisations(any_hub.centre, ORGANISATIONS)

    assert done == ImportedOrganisations(207)
    with any_hub.centre.store.read() as connection:
        identity = server_state.load(connection)
        pools = [one for one in organisations.everyone(connection) if one.is_pool]
    assert identity is not None
    assert identity.province == "15"
    assert len(pools) > 5


def test_importing_organisations_again_replaces_them(hub: RunningHub) -> None:
    import_organisations(hub.centre, ORGANISATIONS)

    import_organisations(hub.centre, ORGANISATIONS)

    with hub.centre.store.read() as connection:
        assert len(organisations.everyone(connection)) == 207 + 4


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ("federation_of_trade_unions", "club", "kind"),
        ("81150600M5FJTX132W", "81150600M5FJTX1320", "credit_code"),
        ("2010-01-01", "soon", "valid_from"),
        ("trade_unions,2,", "trade_unions,99999999999999999999,", "level"),
    ],
)
def test_wrong_row_refuses_the_whole_file(
    hub: RunningHub, tmp_path: Path, before: str, after: str, column: str
) -> None:
    text = ORGANISATIONS.read_text(encoding="utf-8").replace(before, after, 1)

    refused = import_organisations(hub.centre, written(tmp_path / "o.csv", text))

    assert place_of(refused) == ("2", column)
    with hub.centre.store.read() as connection:
        assert len(organisations.everyone(connection)) == 4


@pytest.mark.parametrize("read", [import_organisations, import_members])
def test_missing_columns_are_named(hub: RunningHub, tmp_path: Path, read: object) -> None:
    refused = read(hub.centre, written(tmp_path / "x.csv", "a,b\n1,2\n"))  # type: ignore[operator]  # both take the same

    assert refused.code == "hub_columns_missing"
    assert "union" in refused.details["columns"] or "credit_code" in refused.details["columns"]


@pytest.mark.parametrize("read", [import_organisations, import_members])
def test_file_that_is_not_there_or_not_utf8_is_refused(hub: RunningHub, tmp_path: Path, read: object) -> None:
    legacy = written(tmp_path / "x.csv", "姓名,证件\n张三,1\n", "gbk")

    codes = [read(hub.centre, path).code for path in (tmp_path / "none.csv", legacy)]  # type: ignore[operator]  # as above

    assert codes == ["hub_file_unreadable"] * 2


def test_known_members_are_members(any_hub: RunningHub, tmp_path: Path) -> None:
    done = import_members(any_hub.centre, written(tmp_path / "m.csv", MEMBERS + member_row(1) + member_row(2)))

    assert done == ImportedMembers(2)
    with any_hub.centre.store.read() as connection:
        found = members.by_documents(connection, members.document_keys(connection))
    assert {(one.union, one.number, one.joined) for one in found.values()} == {
        (UNION, "GH00000001", "20240501"),
        (UNION, "GH00000002", "20240501"),
    }


def test_member_known_already_is_not_imported_again(any_hub: RunningHub, tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv", MEMBERS + member_row(1))
    import_members(any_hub.centre, path)

    assert import_members(any_hub.centre, path) == ImportedMembers(0)


@pytest.mark.parametrize(
    "changed",
    [
        {"union": "nowhere"},
        {"group": "宇航员"},
        {"joined": "once"},
        {"name": ""},
        {"document_no": "150203200001011239"},
        {"document_type": "宇航证"},
        {"joined": "2999-01-01"},
    ],
)
def test_wrong_member_refuses_the_whole_file(hub: RunningHub, tmp_path: Path, changed: dict[str, str]) -> None:
    refused = import_members(
        hub.centre, written(tmp_path / "m.csv", MEMBERS + member_row(1) + member_row(2, **changed))
    )

    assert place_of(refused) == ("3", next(iter(changed)))
    with hub.centre.store.read() as connection:
        assert members.document_keys(connection) == []


def test_known_member_who_applies_is_told_to_transfer(any_hub: RunningHub, tmp_path: Path) -> None:
    import_members(any_hub.centre, written(tmp_path / "m.csv", MEMBERS + member_row(1)))
    device = any_hub.device()

    (verdict,) = device.deliver(device.fact(enrollment(People(1).person())))

    assert (verdict.verdict, verdict.of, verdict.resolution) == (VerdictKind.DUPLICATE, "GH00000001", "transfer")


def test_known_member_who_transfers_is_accepted(any_hub: RunningHub, tmp_path: Path) -> None:
    import_members(any_hub.centre, written(tmp_path / "m.csv", MEMBERS + member_row(1)))
    device = any_hub.device()
    wish = device.fact(transfer(People(1).person(), to="couriers"))

    (verdict,) = device.deliver(wish)

    assert verdict.verdict is VerdictKind.ACCEPTED
    assert rec_of(wish) not in device.outcomes()


def test_members_reach_the_laptops_as_keys_only(hub: RunningHub, tmp_path: Path) -> None:
    import_members(hub.centre, written(tmp_path / "m.csv", MEMBERS + member_row(1)))
    device, person = hub.device(), People(1).person()

    text = device.call("GET", "/v1/reference/members").text

    assert hub.centre.blind.document(person.document_no) in text
    assert person.document_no not in text
    assert person.name not in text


def organisation_file(path: Path, *rows: str) -> Path:
    header = "id,name,kind,level,parent,region,credit_code,valid_from,valid_to,groups\n"
    return written(path, header + "".join(f"{row}\n" for row in rows))


def organisation_row(one: str, parent: str = "") -> str:
    return f"{one},某工会{one},joint,5,{parent},150602,,,,"


@pytest.mark.parametrize("short", ["E2", "E2,某工会,joint,5,,150602", organisation_row("E2") + ",,too,many"])
def test_row_of_another_width_is_named_and_nothing_written(hub: RunningHub, tmp_path: Path, short: str) -> None:
    file = organisation_file(tmp_path / "o.csv", organisation_row("E1"), short)

    assert place_of(import_organisations(hub.centre, file)) == ("3", "groups")
    with hub.centre.store.read() as connection:
        assert "E1" not in organisations.ids(connection)


def test_organisation_twice_in_a_file_is_named(hub: RunningHub, tmp_path: Path) -> None:
    file = organisation_file(tmp_path / "o.csv", organisation_row("E1"), "", organisation_row("E1"))

    assert place_of(import_organisations(hub.centre, file)) == ("4", "id")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("E2,某工会,joint,5,E9,150602,,,,", "parent"),
        ("E2,某工会,joint,5,E1,999999,,,,", "region"),
        ("E2,某工会,joint,5,E1,15,,,,", "region"),
        ("E2,某工会,joint,5,E1,150602,,,,truck|astronaut", "groups"),
        ("E2,某工会,joint,5,E1,150602,,2026-05-01,2026-04-01,", "valid_to"),
        ("E2, ,joint,5,E1,150602,,,,", "name"),
    ],
)
def test_field_that_means_nothing_is_named(hub: RunningHub, tmp_path: Path, row: str, column: str) -> None:
    top = organisation_row("E1", "OUTSIDE").replace(",5,", ",4,")
    refused = import_organisations(hub.centre, organisation_file(tmp_path / "o.csv", top, row))

    assert place_of(refused) == ("3", column)
    with hub.centre.store.read() as connection:
        assert "E1" not in organisations.ids(connection)


def test_words_of_worker_groups_are_kept_as_codes(hub: RunningHub, tmp_path: Path) -> None:
    import_organisations(hub.centre, organisation_file(tmp_path / "o.csv", organisation_row("E1") + "货车司机|骑手"))

    with hub.centre.store.read() as connection:
        (made,) = (one for one in organisations.everyone(connection) if one.id == "E1")
    assert made.groups == ("truck", "food")


@pytest.mark.parametrize("read", [import_organisations, import_members])
def test_file_with_headings_alone_is_refused(hub: RunningHub, tmp_path: Path, read: object) -> None:
    columns = MEMBERS if read is import_members else organisation_file(tmp_path / "o.csv").read_text(encoding="utf-8")

    refused = read(hub.centre, written(tmp_path / "x.csv", columns))  # type: ignore[operator]  # both take the same

    assert refused.code == "hub_file_empty"


@pytest.mark.parametrize(
    "rows", [(("E1", "E1"),), (("E1", "E2"), ("E2", "E1")), (("E2", "E1"), ("E1", "E3"), ("E3", "E2"))]
)
def test_organisation_below_itself_is_refused(
    hub: RunningHub, tmp_path: Path, rows: tuple[tuple[str, str], ...]
) -> None:
    file = organisation_file(tmp_path / "o.csv", *(organisation_row(*row) for row in rows))

    done = import_organisations(hub.centre, file)

    assert isinstance(done, Refusal)
    assert (done.code, done.details["organisation"][0]) == ("hub_organisations_loop", "E")


def test_loop_through_what_the_hub_knew_before_is_refused_too(hub: RunningHub, tmp_path: Path) -> None:
    import_organisations(
        hub.centre, organisation_file(tmp_path / "a.csv", organisation_row("E2"), organisation_row("E1", "E2"))
    )

    done = import_organisations(hub.centre, organisation_file(tmp_path / "b.csv", organisation_row("E2", "E1")))

    assert isinstance(done, Refusal)
    assert done.code == "hub_organisations_loop"


@pytest.mark.parametrize("cut", [1, 4, 7])
def test_member_row_cut_short_is_named(hub: RunningHub, tmp_path: Path, cut: int) -> None:
    short = ",".join(member_row(2).strip().split(",")[:cut]) + "\n"
    file = written(tmp_path / "m.csv", MEMBERS + member_row(1) + short)

    assert place_of(import_members(hub.centre, file)) == ("3", "joined")


def test_number_of_two_members_is_named(hub: RunningHub, tmp_path: Path) -> None:
    file = written(tmp_path / "m.csv", MEMBERS + member_row(1) + member_row(2, number="GH00000001"))

    assert place_of(import_members(hub.centre, file)) == ("3", "number")
