"""What leaves the printer: sizes, marks, codes and text, measured on the finished file."""

from io import BytesIO
from pathlib import Path

import numpy
import pypdf
import pytest
from PySide6.QtPrintSupport import QPrinter

from fieldapp.crypto.card_verification import verify_card_text
from fieldapp.devices.spoolers import SimulatedSpooler
from fieldapp.documents.pages import Document, Page, TextBox, TextLine
from fieldapp.documents.rolls import approval_roll
from fieldapp.documents.slips import recall_slips, receipts
from fieldapp.domain.problems import Refusal
from fieldapp.domain.spooling import SpoolState, Ticket
from fieldapp.errors import BugError
from tests.support.cards import NOW, TRUST
from tests.support.papers import (
    ABSENT,
    LONGEST_NAME,
    MM,
    RARE_NAMES,
    TOKEN,
    cards,
    codes,
    face,
    made,
    marks,
    pictures,
    recall,
    receipt,
    roll,
    token,
    words,
    words_by_pdfium,
)
from ui.printing import PLAIN, Calibration, Feed, QtWay, SpooledWay, Way, pdf_bytes, put_on, render_pdf, system_way

pytestmark = pytest.mark.usefixtures("qapp")
TOLERANCE = 0.1
"""Millimetres that a mark may be off."""


def content(document: Document) -> bytes:
    result = pdf_bytes(document)
    assert isinstance(result, bytes)
    return result


def one_line(text: str) -> Document:
    box = TextBox(x=5, y=5, width=180, height=8, size=5, lines=(TextLine(text, 5, 10),))
    return Document("test", (Page(width=200, height=30, items=(box,)),))


@pytest.fixture(scope="module")
def sheet(qapp_cls: type) -> bytes:
    """Ten cards with ten different codes on A4, backs behind them."""
    names = ["乌云其木格", LONGEST_NAME, *RARE_NAMES, "王秀兰", "阿依古丽·买买提"]
    faces = [
        face(name=name, number=f"15000000{n:04}", token=token(name, f"15000000{n:04}"), union_code="UE1:TEST")
        for n, name in enumerate(names)
    ]
    return content(cards(*faces))


@pytest.mark.parametrize(
    ("name", "size"),
    [("cr80", (85.6, 53.98)), ("cr80-bleed", (87.6, 55.98)), ("a4", (210, 297)), ("shop", (91.6, 59.98))],
)
def test_pages_have_their_exact_size(name: str, size: tuple[float, float]) -> None:
    box = pypdf.PdfReader(BytesIO(content(cards(face(), sheet=name)))).pages[0].mediabox

    assert float(box.width) / 72 * 25.4 == pytest.approx(size[0], abs=0.01)
    assert float(box.height) / 72 * 25.4 == pytest.approx(size[1], abs=0.01)


def test_a_single_card_has_the_pixels_of_a_card_printer() -> None:
    picture = pictures(content(cards(face(), sheet="cr80")))[0]

    assert picture.shape == pytest.approx((638, 1011), abs=1)


def test_every_code_of_a_sheet_reads_and_verifies(sheet: bytes) -> None:
    front, back = pictures(sheet)
    verdicts = [verify_card_text(text, TRUST, NOW).verdict for text in codes(front)]

    assert len(set(codes(front))) == 10
    assert verdicts == ["green"] * 10
    assert codes(back) == ["UE1:TEST"] * 10


def test_crop_marks_stand_within_a_tenth_of_a_millimetre(sheet: bytes) -> None:
    picture = pictures(sheet)[0]
    expected_rows = [7.55 + row * 56.98 + edge for row in range(5) for edge in (0, 53.98)]
    expected_columns = [16.40, 102.0, 108.0, 193.6]

    for x in (14.0, 105.0, 196.0):
        assert marks(picture[:, round(x * MM)]) == pytest.approx(expected_rows, abs=TOLERANCE)
    for y in (4.0, 293.0):
        assert marks(picture[round(y * MM), :]) == pytest.approx(expected_columns, abs=TOLERANCE)


def test_a_partly_used_sheet_has_marks_around_its_cards_only() -> None:
    picture = pictures(content(cards(face(), face(), start=6)))[0]

    assert marks(picture[:, round(14.0 * MM)]) == pytest.approx([7.55 + 3 * 56.98, 7.55 + 3 * 56.98 + 53.98], abs=0.1)
    one = pictures(content(cards(face(), start=6)))[0]
    assert marks(one[round(4.0 * MM), :]) == pytest.approx([16.40, 102.0], abs=TOLERANCE)


def test_a_rare_character_of_a_bold_name_is_as_thick_as_its_neighbours() -> None:
    def darkness(name: str) -> float:
        picture = pictures(content(cards(face(name=name), sheet="cr80", backs=False)))[0]
        stripe = picture[round(14.3 * MM) : round(22.7 * MM), round(4 * MM) : round(20 * MM)]
        return float((255.0 - stripe).sum())

    assert darkness("𠮷") > 0.8 * darkness("吉")


def test_cards_lie_where_the_marks_say(sheet: bytes) -> None:
    picture = pictures(sheet)[0]
    across = numpy.flatnonzero(picture[round((7.55 + 1) * MM), :] < 128) / MM
    left, right = across.min(), across.max()

    assert left == pytest.approx(16.40 - 1.5, abs=TOLERANCE)
    assert right == pytest.approx(193.6 + 1.5, abs=TOLERANCE)


def test_backs_are_mirrored_for_both_sides(sheet: bytes) -> None:
    three = content(cards(face(union_code="UE1:A"), face(union_code="UE1:B"), face(union_code="UE1:C")))
    back = pictures(three)[1]
    middle = back.shape[1] // 2

    assert codes(back[: round(64 * MM), middle:]) == ["UE1:A"]
    assert codes(back[: round(64 * MM), :middle]) == ["UE1:B"]
    assert codes(back[round(64 * MM) :, middle:]) == ["UE1:C"]


@pytest.mark.parametrize("name", [*RARE_NAMES, LONGEST_NAME, "乌云其木格"])
def test_names_can_be_copied_out_of_the_file(name: str) -> None:
    file = content(cards(face(name=name), sheet="cr80", backs=False))

    assert name in words(file)[0]
    assert name in words_by_pdfium(file)[0]


@pytest.mark.parametrize(
    "line",
    ["GH00000000", "工会 车 金 车工", "1500 0000 0017", "㐱䶮𠮷𬭼𡃁", "豈更車賈", "A-B（C）·D", "2026 年 11 月 22 日"],
)
def test_lines_can_be_copied_exactly(line: str) -> None:
    file = content(one_line(line))

    assert words(file)[0].strip() == line
    assert words_by_pdfium(file)[0].strip() == line


def test_all_words_of_a_card_can_be_copied() -> None:
    found = words(content(cards(face(), sheet="cr80")))

    assert found[0].split("\n")[1:] == [
        "乌云其木格",
        "货车司机",
        "东胜区新业态综合工会联合会",
        "2026 年 11 月 22 日入会",
        "本系统编号",
        "1500 0000 0017",
    ]
    assert found[0].startswith("工会会员卡")
    assert "一会一码" in found[1]


def test_the_same_cards_make_the_same_file() -> None:
    assert content(cards(face())) == content(cards(face()))


def test_the_file_does_not_say_when_or_by_whom_it_was_made() -> None:
    reader = pypdf.PdfReader(BytesIO(content(cards(face()))))

    assert reader.metadata is not None
    assert reader.metadata.creation_date is None
    assert not reader.metadata.author


def test_codes_are_vectors_and_no_pictures() -> None:
    page = pypdf.PdfReader(BytesIO(content(cards(face(), sheet="cr80")))).pages[0]

    assert not page.images


def test_a_hundred_cards_share_their_fonts() -> None:
    names = [f"{a}{b}" for a in "王李张刘陈杨黄赵周吴" for b in "伟芳娜敏静丽强磊军洋"]
    file = content(cards(*[face(name=name) for name in names], backs=False))

    assert len(file) / 100 < 8_000


def test_a_receipt_reads_and_can_be_copied() -> None:
    file = content(made(receipts([receipt()])))

    assert codes(pictures(file)[0]) == ["UR1:912340000017"]
    assert "9123 4000 0017" in words(file)[0]


def test_a_strip_is_as_long_as_its_words() -> None:
    document = made(receipts([receipt(), receipt(remarks=("未与中心核对",))]))
    heights = [float(page.mediabox.height) for page in pypdf.PdfReader(BytesIO(content(document))).pages]

    assert heights[1] > heights[0]


def test_a_roll_can_be_copied_with_its_rare_names() -> None:
    facts = roll(1)
    rows = tuple(type(facts.rows[0])(name=name) for name in RARE_NAMES)
    text = words(content(made(approval_roll(roll(1, rows=rows)))))[0]

    assert all(name in text for name in RARE_NAMES)


def test_a_recall_slip_can_be_copied() -> None:
    assert "会员卡收回单" in words(content(made(recall_slips([recall()]))))[0]


def test_a_name_without_a_glyph_is_refused_before_printing(tmp_path: Path) -> None:
    refusal = render_pdf(cards(face(name=f"王{ABSENT}")), tmp_path / "cards.pdf")

    assert isinstance(refusal, Refusal)
    assert (refusal.code, dict(refusal.details)) == ("glyph_missing", {"characters": "U+2EBF0"})
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "cards.pdf"

    assert render_pdf(cards(face()), path) is None
    assert [entry.name for entry in tmp_path.iterdir()] == ["cards.pdf"]
    assert path.read_bytes() == content(cards(face()))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    refusal = render_pdf(cards(face()), tmp_path / "nowhere" / "cards.pdf")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "pdf_not_written"


def test_an_old_file_survives_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "cards.pdf").mkdir()
    refusal = render_pdf(cards(face()), tmp_path / "cards.pdf")

    assert isinstance(refusal, Refusal)
    assert [entry.name for entry in tmp_path.iterdir()] == ["cards.pdf"]


def test_a_document_without_pages_is_a_bug() -> None:
    with pytest.raises(BugError):
        pdf_bytes(cards())


@pytest.mark.parametrize("way", [QtWay(), SpooledWay(SimulatedSpooler())])
def test_a_printer_that_is_not_there_is_said(way: Way) -> None:
    answer = way.submit(cards(face()), "Printer-Nobody-Has", PLAIN)

    assert isinstance(answer, Refusal)
    assert answer.code == "printer_missing"


@pytest.mark.parametrize("way", [QtWay(), SpooledWay(SimulatedSpooler())])
def test_a_missing_glyph_is_refused_before_the_printer_is_asked(way: Way) -> None:
    answer = way.submit(cards(face(name=ABSENT)), "Printer-Nobody-Has", PLAIN)

    assert isinstance(answer, Refusal)
    assert answer.code == "glyph_missing"


def test_printers_are_those_of_the_system() -> None:
    assert all(isinstance(name, str) for name in (*system_way().printers(), *QtWay().printers()))


def test_a_print_queue_gets_a_whole_file_and_its_paper() -> None:
    spooler = SimulatedSpooler()
    way = SpooledWay(spooler)
    ticket = way.submit(cards(face()), spooler.names[0], PLAIN)
    assert isinstance(ticket, Ticket)
    states = [way.report(ticket).state for _ in range(3)]

    assert states == [SpoolState.PRINTING, SpoolState.DONE, SpoolState.DONE]
    assert spooler.printed == [content(cards(face()))]


def test_qt_cannot_say_what_became_of_a_paper() -> None:
    assert QtWay().report(Ticket("HP", "")).state is SpoolState.UNSAID


def on_a_printer(tmp_path: Path, document: Document, feed: Feed = PLAIN) -> bytes:
    """Print through Qt's printer class, which writes a file where no printer is."""
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "job.pdf"))
    assert put_on(device, document, feed)
    return (tmp_path / "job.pdf").read_bytes()


def test_a_printer_gets_the_same_places(tmp_path: Path) -> None:
    picture = pictures(on_a_printer(tmp_path, cards(*[face()] * 10)))[0]

    assert picture.shape == pytest.approx((3508, 2481), abs=2)
    assert marks(picture[round(4.0 * MM), :]) == pytest.approx([16.40, 102.0, 108.0, 193.6], abs=TOLERANCE)
    assert set(codes(picture)) == {TOKEN}


def test_calibration_shifts_and_stretches(tmp_path: Path) -> None:
    feed = Feed(front=Calibration(dx=1.0, dy=0.5, sx=1.01))
    picture = pictures(on_a_printer(tmp_path, cards(*[face()] * 10), feed))[0]

    expected = [1.0 + 1.01 * x for x in (16.40, 102.0, 108.0, 193.6)]
    assert marks(picture[round(4.0 * MM), :]) == pytest.approx(expected, abs=TOLERANCE)


def test_a_calibrated_file_has_its_marks_moved_and_its_text_whole() -> None:
    result = pdf_bytes(cards(*[face()] * 10), Feed(front=Calibration(dx=-1.2, dy=0.8, sy=0.99)))
    assert isinstance(result, bytes)
    picture = pictures(result)[0]

    rows = [0.8 + 0.99 * (7.55 + row * 56.98 + edge) for row in range(5) for edge in (0, 53.98)]
    assert marks(picture[:, round((14.0 - 1.2) * MM)]) == pytest.approx(rows, abs=TOLERANCE)
    assert set(codes(picture)) == {TOKEN}
    assert "乌云其木格" in words(result)[0]


def test_backs_are_moved_by_their_own_correction() -> None:
    result = pdf_bytes(cards(*[face()] * 10), Feed(front=Calibration(dx=1.0), back=Calibration(dx=-2.0)))
    assert isinstance(result, bytes)
    front, back = pictures(result)[:2]

    edges = [16.40, 102.0, 108.0, 193.6]
    assert marks(front[round(4.0 * MM), :]) == pytest.approx([1.0 + x for x in edges], abs=TOLERANCE)
    assert marks(back[round(4.0 * MM), :]) == pytest.approx([x - 2.0 for x in edges], abs=TOLERANCE)


def test_a_print_queue_hears_of_tray_and_backs_and_a_card_printer_of_neither() -> None:
    spooler = SimulatedSpooler(slots=("Auto", "Tray1"))
    way = SpooledWay(spooler)
    assert way.trays(spooler.names[0]) == ("Auto", "Tray1")
    way.submit(cards(face()), spooler.names[0], Feed(tray="Tray1"))
    way.submit(cards(face(), sheet="cr80"), spooler.names[0], PLAIN)

    assert [(one.tray, one.is_two_sided) for one in spooler.fed] == [("Tray1", True), ("", False)]


def test_trays_that_qt_cannot_name_are_not_asked_for() -> None:
    assert QtWay().trays("Printer-Nobody-Has") == ()


def test_a_card_printer_gets_the_card_lying(tmp_path: Path) -> None:
    pages = pictures(on_a_printer(tmp_path, cards(face(), sheet="cr80")))

    assert len(pages) == 2
    assert pages[0].shape == pytest.approx((638, 1011), abs=4)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_noticed(tmp_path: Path) -> None:
    device = QPrinter()
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "nowhere" / "job.pdf"))

    assert not put_on(device, cards(face()), PLAIN)


def test_a_long_paper_lets_others_go_first_until_its_last_page_is_packed() -> None:
    """Between the items of each page while it is drawn, and once for each page when the file is mended."""
    document = cards(face())
    asked: list[None] = []

    result = pdf_bytes(document, between=lambda: asked.append(None))

    assert result == content(document)
    assert len(asked) == sum(len(page.items) + 1 for page in document.pages)
