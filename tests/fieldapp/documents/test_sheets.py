"""Forms, posters, service cards, the recovery code and the calibration page, as data and on the finished file."""

import pytest

from fieldapp.documents.application_forms import FormFacts, application_forms
from fieldapp.documents.cards import sheets
from fieldapp.documents.pages import Line, Page, QrBox, texts
from fieldapp.documents.sheets import (
    A3_BY_A4,
    UnionFacts,
    calibration_page,
    poster,
    recovery_page,
    service_cards,
)
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import make_sheet_code, sheet_number
from tests.support.papers import ABSENT, LONGEST_NAME, MM, codes, made, marks, pictures, words, words_by_pdfium
from ui.printing import pdf_bytes

NUMBER = sheet_number(12, 34)
UNION = UnionFacts(
    union="鄂尔多斯市道路货运行业工会联合会",
    code="https://gonghui.example.cn/j/ORG00002",
    event="荣乌高速东胜东出口 · 流动窗口入会",
    place="荣乌高速东胜东出口",
    time="11月22日 09:00–17:00",
)
PERSON = FormFacts(
    code="UR1:912340000017",
    number="9123 4000 0017",
    name=LONGEST_NAME,
    document="15272519880115203X",
    phone="13800130001",
    union=UNION.union,
)


def said(page: Page) -> str:
    return "".join(texts(page))


def inside(page: Page) -> bool:
    """Whether every line of text stands on the paper."""
    return all(0 <= line.x <= page.width and 0 <= line.baseline <= page.height for line in _lines(page))


def _lines(page: Page):
    return [line for item in page.items if hasattr(item, "lines") for line in item.lines]


def test_a_blank_form_carries_its_sheet_number_and_no_values() -> None:
    (page,) = made(application_forms([FormFacts(code=make_sheet_code(NUMBER), number=NUMBER)])).pages

    assert NUMBER in said(page)
    assert "入会申请书" in said(page)
    assert "居民身份证" not in said(page)
    assert inside(page)


def test_a_filled_form_says_everything_and_its_longest_name_fits() -> None:
    (page,) = made(application_forms([PERSON])).pages

    for value in (PERSON.name, PERSON.document, PERSON.phone, UNION.union):
        assert value in said(page)
    assert inside(page)


def test_a_set_of_forms_has_a_page_each() -> None:
    numbers = [sheet_number(12, n) for n in range(1, 6)]
    document = made(application_forms([FormFacts(code=make_sheet_code(n), number=n) for n in numbers]))

    assert [number in said(page) for number, page in zip(numbers, document.pages, strict=True)] == [True] * 5


@pytest.mark.usefixtures("qapp")
def test_codes_of_forms_posters_and_service_cards_read_and_their_words_can_be_copied() -> None:
    form = pdf_bytes(made(application_forms([PERSON])))
    big = pdf_bytes(made(poster(UNION)))
    small = pdf_bytes(made(service_cards(UNION)))
    assert isinstance(form, bytes)
    assert isinstance(big, bytes)
    assert isinstance(small, bytes)

    assert codes(pictures(form)[0]) == ["UR1:912340000017"]
    assert PERSON.document in words(form)[0]
    assert PERSON.document in words_by_pdfium(form)[0]
    assert codes(pictures(big)[0]) == [UNION.code]
    assert UNION.union in words(big)[0]
    assert codes(pictures(small)[0]) == [UNION.code] * 10


@pytest.mark.usefixtures("qapp")
def test_service_cards_are_cut_where_their_marks_say() -> None:
    content = pdf_bytes(made(service_cards(UNION)))
    assert isinstance(content, bytes)
    picture = pictures(content)[0]

    rows = [13.5 + 54 * n for n in range(6)]
    assert marks(picture[:, round(13.0 * MM)]) == pytest.approx(rows, abs=0.1)
    assert marks(picture[round(11.0 * MM), :]) == pytest.approx([15.0, 105.0, 195.0], abs=0.1)


def test_a_poster_without_a_code_says_what_to_do_instead() -> None:
    (page,) = made(poster(UnionFacts(union=UNION.union))).pages

    assert not any(isinstance(item, QrBox) for item in page.items)
    assert "没有手机也能办" in said(page)
    assert "扫码入会" not in said(page)


def test_a_large_poster_is_the_small_one_enlarged() -> None:
    (small,), (large,) = made(poster(UNION)).pages, made(poster(UNION, is_a3=True)).pages

    assert (large.width, large.height) == pytest.approx((297, 420), abs=0.1)
    assert said(large) == said(small)
    code, larger = (next(item for item in page.items if isinstance(item, QrBox)) for page in (small, large))
    assert larger.side == pytest.approx(code.side * A3_BY_A4)


def test_a_code_too_long_for_its_symbol_is_refused() -> None:
    long = UnionFacts(union="工会", code="https://example.cn/" + "a" * 400)

    assert isinstance(poster(long), Refusal)
    assert isinstance(service_cards(long), Refusal)


def test_the_recovery_code_stands_whole_on_its_page() -> None:
    code = "7KQ2-M9XD-4TRB-W3HC-6NPE-VYGA-2SZJ"
    (page,) = made(recovery_page(code, "东胜东出口 1 号", "2026 年 11 月 22 日")).pages

    assert code in said(page)
    assert inside(page)


@pytest.mark.parametrize("size", [(210.0, 297.0), (85.6, 53.98)])
def test_a_calibration_page_has_four_crosses_at_known_places(size: tuple[float, float]) -> None:
    (page,) = calibration_page(*size, "HP").pages
    long = [item for item in page.items if isinstance(item, Line) and abs(item.x2 - item.x1) > 10]
    inset = 20.0 if size[0] > 100 else 10.0

    assert {round(line.y1, 2) for line in long} == {inset, round(size[1] - inset, 2)}
    assert {round((line.x1 + line.x2) / 2, 2) for line in long} == {inset, round(size[0] - inset, 2)}


def test_the_back_of_a_test_page_is_a_page_of_its_own_and_says_so() -> None:
    front, back = calibration_page(210, 297, "HP", ("正面", "背面")).pages

    assert (front.is_back, back.is_back) == (False, True)
    assert ("HP · 正面" in said(front), "HP · 背面" in said(back)) == (True, True)


def test_paper_cells_are_filled_to_their_edges_by_the_cards_colour() -> None:
    sheet = sheets()["paper90"]

    assert sheet.over == pytest.approx((2.2, 0.01))
    assert sheet.left * 2 + sheet.columns * sheet.cell[0] == pytest.approx(sheet.width)
    assert sheet.top * 2 + sheet.rows * sheet.cell[1] == pytest.approx(sheet.height)


def test_a_rare_union_name_is_said_as_it_is() -> None:
    (page,) = made(poster(UnionFacts(union=f"工会{ABSENT}"))).pages

    assert ABSENT in said(page)
