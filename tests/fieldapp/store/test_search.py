import pytest
from sqlalchemy import event

from fieldapp.services.corrections import ReviseApplication, revise
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.store.pinyin import initials, typings
from fieldapp.store.queries.finding import read_words
from fieldapp.store.search import beginning, phrase, spaced
from tests.support.desk import draft, enroll, number_of, roster_row


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张建国", "zjg"),
        ("单雄信", "sxx"),
        ("仇和", "qh"),
        ("区大成", "odc"),
        ("查良镛", "zly"),
        ("解晓东", "xxd"),
        ("尉迟恭", "ycg"),
        ("曾国强", "zgq"),
        ("欧阳娜", "oyn"),
        ("古丽娜尔·阿不都热依木", "glneabdrym"),
        ("Li Na", "lina"),
        ("单", "d"),
    ],
)
def test_initials_know_surnames(name, expected):
    assert initials(name) == expected


def test_character_without_a_reading_gives_no_letter():
    assert initials("王\U000f0000芳") == "wf"
    assert initials("") == ""


def test_names_are_indexed_character_by_character():
    assert spaced("古丽·阿不") == "古 丽 阿 不"
    assert phrase('张"建') == 'name : "张 建"'


def test_letters_of_a_name_are_found_by_their_beginning():
    assert beginning("ShanX") == 'letters : "shanx" *'


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄信", {"sxx", "shanxiongxin", "shanxx", "xiongxin", "dxx", "danxiongxin"}),
        ("尉迟恭", {"ycg", "yuchigong", "yuchig", "gong", "wcg", "weichigong"}),
        ("张建国", {"zjg", "zhangjianguo", "zhangjg", "jianguo"}),
        ("Li Na", {"lina", "ina"}),
        ("\U000f0000", set()),
    ],
)
def test_a_name_is_typed_by_initials_pinyin_or_both(name, typed):
    assert set(typings(name)) == typed


@pytest.mark.parametrize(
    ("words", "name", "letters", "digits"),
    [
        ("张 0022", "张", "", "0022"),
        ("zhang jg", "", "zhangjg", ""),
        ("ｚｈａｎｇ\u3000０１２３", "", "zhang", "0123"),
        ("4821 3013 0129", "", "", "482130130129"),
        ("002x", "", "", "002X"),
        ("UR1:900010000014", "", "", "900010000014"),
        (" ·  ", "·", "", ""),
        ('" %', "", "", ""),
    ],
)
def test_what_was_typed_is_parted_by_kind(words, name, letters, digits):
    wanted = read_words(words)

    assert (wanted.name, wanted.letters, wanted.digits) == (name, letters, digits)


@pytest.fixture
def known(desk):
    desk.recs = {
        name: enroll(desk, serial, name=name).rec for serial, name in enumerate(("张建国", "单雄信", "李建华"), 1)
    }
    return desk


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("建国", ["张建国"]),
        ("建", ["李建华", "张建国"]),
        ("张建国", ["张建国"]),
        ("sx", ["单雄信"]),
        ("ZJG", ["张建国"]),
        ("0002", ["单雄信"]),
        (number_of(3)[-4:], ["李建华"]),
        (number_of(3)[-6:], ["李建华"]),
        (number_of(3), ["李建华"]),
        (number_of(3).lower(), ["李建华"]),
        (draft(3).phone, ["李建华"]),
        ("013800000003", []),
        ("shan", ["单雄信"]),
        ("Shan Xiong Xin", ["单雄信"]),
        ("danx", ["单雄信"]),
        ("lijh", ["李建华"]),
        ("jianhua", ["李建华"]),
        ("ianhua", []),
        ("建 0003", ["李建华"]),
        ("建 03", ["李建华"]),
        ("zj 0001", ["张建国"]),
        ("zj 0002", []),
        ("003", []),
        ("·", []),
        ("无此人", []),
        ("", []),
        ("zzz", []),
        ('"', []),
        ("%", []),
    ],
)
def test_person_is_found_by_what_one_types(known, words, names):
    assert sorted(hit.name for hit in known.application.read.search(words)) == sorted(names)


@pytest.mark.parametrize("digits", [number_of(3)[-length:] for length in range(7, 18)] + [draft(3).phone[-7:]])
def test_no_number_can_be_read_off_the_list_digit_by_digit(known, digits):
    read = known.application.read
    command = {"defaults": {"employment": "platform", "region": "150203"}, "event": known.event}
    listed = ImportRoster(
        company="x", file_name="x", file_digest="x", rows=(roster_row(3),), operator=known.operator, **command
    )
    roster = known.must(import_roster, listed).roster

    assert not read.search(digits)
    assert not read.search(f"建华 {digits}")
    assert not read.roster_rows(roster, digits)
    assert read.roster_rows(roster, number_of(3))
    assert read.roster_rows(roster, number_of(3)[-6:])


def test_person_is_found_by_receipt_number_however_it_is_written(known):
    receipt = known.application.read.details(known.recs["张建国"]).receipt

    for written in (receipt, f"{receipt[:4]} {receipt[4:8]} {receipt[8:]}", f"UR1:{receipt}"):
        assert [hit.rec for hit in known.application.read.search(written)] == [known.recs["张建国"]]


def test_the_newest_come_first_when_there_are_too_many(desk, monkeypatch):
    monkeypatch.setattr("fieldapp.store.queries.finding.MOST_CANDIDATES", 2)
    for serial in range(1, 5):
        desk.clock.forward(minutes=1)
        enroll(desk, serial)

    found = desk.application.read.search("zjg")

    assert [hit.phone_tail for hit in found] == ["0004", "0003"]


def test_a_corrected_name_is_found_by_its_pinyin_and_no_longer_by_the_old(known):
    command = ReviseApplication(
        rec=known.recs["张建国"], changed={"name": "解晓东"}, reason="写错", event=known.event, operator=known.operator
    )
    known.must(revise, command)

    assert [hit.name for hit in known.application.read.search("xiexiao")] == ["解晓东"]
    assert known.application.read.search("zhangjianguo") == ()


def test_person_is_found_by_member_number(delegated):
    enrolled = enroll(delegated, 1)

    assert [hit.rec for hit in delegated.application.read.search(enrolled.number)] == [enrolled.rec]


@pytest.mark.parametrize("words", ["zjg", "张建国", number_of(2)[-4:]])
def test_candidates_do_not_leave_the_database(known, words):
    """While somebody types, only what is shown comes out: every row is a moment in which others run."""
    asked = []
    own = known.application._store.database._own.engine
    event.listen(own, "before_cursor_execute", lambda *question: asked.append(question[2]))

    known.application.read.search(words)

    assert len([one for one in asked if not one.startswith("BEGIN")]) == 2
