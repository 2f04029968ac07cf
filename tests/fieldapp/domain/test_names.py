"""Names: one separator, rare characters kept, digits and mixed letters refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.applications import DocumentType
from fieldapp.domain.names import check_name, has_private_use, normalise_name, search_key
from fieldapp.domain.text import half_width, single_blanks, without_blanks, without_invisible


def codes(name: str, kind: DocumentType | None = None) -> list[str]:
    return [problem.code for problem in check_name(name, kind)]


@pytest.mark.parametrize("dot", "·•‧∙⋅・･．.᛫●˙⸳◦")
def test_every_look_alike_dot_becomes_the_middle_dot(dot: str) -> None:
    assert normalise_name(f"古丽娜尔{dot}阿不都热依木") == "古丽娜尔\u00b7阿不都热依木"


@pytest.mark.parametrize(
    "written", ["张 三", "张\u3000三", " 张三 ", "张\u00a0三", "张三\u200b", "\ufeff张三", "张  三"]
)
def test_blanks_inside_a_chinese_name_go(written: str) -> None:
    assert normalise_name(written) == "张三"


@pytest.mark.parametrize(("written", "name"), [("⼯伟", "工伟"), ("⻢强", "马强"), ("张⺼", "张⺼")])
def test_radical_copied_from_a_page_counts_as_its_hanzi(written: str, name: str) -> None:
    assert normalise_name(written) == name
    assert codes(written) == []


def test_blanks_around_the_middle_dot_go() -> None:
    assert normalise_name("努尔兰 · 哈布都拉") == "努尔兰·哈布都拉"


def test_latin_name_keeps_single_blanks_and_its_initial_keeps_the_full_stop() -> None:
    assert normalise_name("ＪＯＨＮ  F. O'NEILL") == "JOHN F. O'NEILL"


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "王𠮷",
        "赵𬭎",
        "李㛃",
        "䶮文",
        "周\U000323a0",
        "孙\U0002ebf0",
        "〇某",
        "古丽娜尔·阿不都热依木",
        "何\uf900",
        "李\ue863",
        "一" * 50,
    ],
)
def test_names_of_the_whole_repertoire_are_accepted(name: str) -> None:
    assert codes(name) == []


@pytest.mark.parametrize("name", ["", "  ", "\u3000", "\u200b"])
def test_blank_name_is_missing(name: str) -> None:
    assert codes(name) == ["name_missing"]


def test_fifty_first_character_is_one_too_many() -> None:
    assert codes("一" * 51) == ["name_too_long"]


@pytest.mark.parametrize(
    "name", ["张三1", "张３", "张A", "A张", "·张三", "张三·", "张··三", "张(三)", "张三*", "123", "张/李", "=张三"]
)
def test_digits_letters_and_marks_in_a_chinese_name_are_refused(name: str) -> None:
    assert codes(name) == ["name_invalid"]


@pytest.mark.parametrize("name", ["JOHN SMITH", "José-María O'Neill", "J. Smith", "Ng"])
def test_latin_name_goes_with_a_foreigners_document_only(name: str) -> None:
    assert codes(name, DocumentType.PASS) == codes(name, DocumentType.FPR23) == codes(name) == []
    assert codes(name, DocumentType.RIC) == ["name_invalid"]


def test_private_use_character_is_flagged_and_others_are_not() -> None:
    assert has_private_use("李\ue863")
    assert has_private_use("李\U000f0001")
    assert not has_private_use("王𠮷")


def test_compatibility_hanzi_are_folded_for_search_only() -> None:
    name = "何\uf900"
    assert normalise_name(name) == name
    assert search_key(name) == "何\u8c48"


def test_search_key_knows_neither_dots_nor_case_nor_blanks() -> None:
    assert search_key("努尔兰・哈布都拉") == "努尔兰哈布都拉"
    assert search_key("John F. Smith") == "johnfsmith"


@given(st.text(max_size=60))
def test_normalising_a_name_twice_is_normalising_once(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


@given(st.text(alphabet="张三王五·𠮷䶮", min_size=1, max_size=20))
def test_hanzi_are_never_changed(text: str) -> None:
    assert normalise_name(text) == text


def test_half_width_changes_width_and_nothing_else() -> None:
    assert half_width("ＡＢ１２　：张") == "AB12 :张"
    assert half_width("plain") == "plain"


def test_invisible_characters_and_lone_surrogates_go() -> None:
    assert without_invisible("a\u202db\ud800c\u00ad\x07") == "abc"
    assert without_blanks(" a\u3000b\tc\u200d ") == "abc"
    assert single_blanks(" a \u3000 b ") == "a b"
