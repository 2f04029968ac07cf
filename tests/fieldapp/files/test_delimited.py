"""Text tables: encodings, delimiters, characters that old code pages kept in private use."""

import pytest

from fieldapp.domain.problems import Refusal
from fieldapp.files.delimited import decode_text, delimiter_of, mended_private_use, read_delimited
from fieldapp.files.sheets import ReadingLimits, UnreadableError, decode, encode_all

TEXT = "姓名,证件号码\n张三,150602198506150044\n"


def rows(data: bytes) -> list[list[str]]:
    sheets = decode(encode_all(read_delimited(data, ReadingLimits())))
    assert not isinstance(sheets, Refusal)
    return [[cell.text for cell in row.cells] for row in sheets[0].rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_text_is_decoded_whatever_encoding_it_came_in(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("name", ["䶮文", "王𠮷", "赵𬭎", "李㛃"])
def test_rare_characters_survive_gb18030(name: str) -> None:
    assert name in decode_text(f"姓名,电话\n{name},139\n".encode("gb18030"))


def test_private_use_of_the_old_code_page_becomes_the_real_characters() -> None:
    assert mended_private_use(b"\xfe\x59\xfe\x51\xa8\xbc\xa6\xd9".decode("gb18030")) == "\u9fb4\U00020087\u1e3f\ufe10"


def test_private_use_in_utf8_stays_as_it_came() -> None:
    assert decode_text("李\ue81e".encode()) == "李\ue81e"


def test_noise_has_no_encoding() -> None:
    with pytest.raises(UnreadableError) as caught:
        decode_text(bytes(range(1, 256)) * 50)
    assert caught.value.code == "roster_encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_delimiter_is_found_by_what_it_cuts(delimiter: str) -> None:
    lines = ["标题只有一格", delimiter.join(("姓名", "电话", "备注")), delimiter.join(("张三", "139", "甲、乙"))]
    assert delimiter_of("\n".join(lines)) == delimiter


def test_single_column_is_taken_as_commas() -> None:
    assert delimiter_of("姓名\n张三\n") == ","


def test_quoted_commas_and_line_breaks_stay_in_their_field() -> None:
    data = '姓名,备注\n张三,"一,二\n三"\n李四,x\n'.encode()
    assert rows(data) == [["姓名", "备注"], ["张三", "一,二\n三"], ["李四", "x"]]


def test_blank_lines_count_as_rows_but_are_left_out() -> None:
    sheets = decode(encode_all(read_delimited("姓名,电话\n\n,,\n张三,139\n".encode(), ReadingLimits())))
    assert not isinstance(sheets, Refusal)
    assert [row.number for row in sheets[0].rows] == [1, 4]


def test_digits_that_were_protected_from_spreadsheets_are_freed() -> None:
    assert rows('姓名,号码\n张三,"=""150602198506150044"""\n李四,\'150602\n'.encode()) == [
        ["姓名", "号码"],
        ["张三", "150602198506150044"],
        ["李四", "150602"],
    ]


def test_endless_field_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_delimited(("姓名,电话\n" + "张" * 200_000).encode(), ReadingLimits())
    assert caught.value.code == "roster_broken"
