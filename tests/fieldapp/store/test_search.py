import pytest

from fieldapp.store.pinyin import initials
from fieldapp.store.search import phrase, spaced
from tests.support.desk import enroll, number_of


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
    assert phrase('张"建') == '"张 建"'


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
        ("无此人", []),
        ("", []),
        ("zzz", []),
        ('"', []),
        ("%", []),
    ],
)
def test_person_is_found_by_what_one_types(known, words, names):
    assert sorted(hit.name for hit in known.application.read.search(words)) == sorted(names)


def test_person_is_found_by_receipt_number_however_it_is_written(known):
    receipt = known.application.read.details(known.recs["张建国"]).receipt

    for written in (receipt, f"{receipt[:4]} {receipt[4:8]} {receipt[8:]}", f"UR1:{receipt}"):
        assert [hit.rec for hit in known.application.read.search(written)] == [known.recs["张建国"]]


def test_person_is_found_by_member_number(delegated):
    enrolled = enroll(delegated, 1)

    assert [hit.rec for hit in delegated.application.read.search(enrolled.number)] == [enrolled.rec]
