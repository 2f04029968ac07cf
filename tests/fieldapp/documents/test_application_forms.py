"""Filled forms: the signature as a vector, the photo, the sentence that was signed, and nothing unchecked drawn."""

from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from fieldapp.documents.application_forms import FormFacts, application_forms
from fieldapp.documents.cards import card_pages, sheets
from fieldapp.documents.pages import ImageBox, Page, Strokes, moved, texts
from fieldapp.documents.sheets import scaled
from fieldapp.documents.slips import receipts
from fieldapp.domain.codes import table
from fieldapp.domain.notices import notice
from fieldapp.domain.problems import Refusal
from fieldapp.domain.signatures import pack
from tests.support.papers import LONGEST_NAME, RARE_NAMES, face, made, receipt, words_by_pdfium
from tests.support.pictures import plain_photo
from tests.support.signatures import SIGNED
from ui.printing import pdf_bytes

SIGNATURE, PHOTO = pack(SIGNED), plain_photo()
PERSON = FormFacts(name=LONGEST_NAME, purposes=("membership", "sms"), signature=SIGNATURE, photo=PHOTO)


def said(page: Page) -> str:
    return "".join(texts(page))


def drawn(page: Page, kind: type) -> list:
    return [item for item in page.items if isinstance(item, kind)]


def objects(content: bytes, kind: int) -> int:
    """Count what a finished page is made of."""
    with pypdfium2.PdfDocument(content) as document:
        return sum(one.type == kind for one in document[0].get_objects())


def test_signature_and_photo_stand_in_their_places():
    (page,) = made(application_forms([PERSON])).pages

    (written,), (photo,) = drawn(page, Strokes), drawn(page, ImageBox)
    assert [len(line) for line in written.lines] == [3, 1]
    assert all(120 < x < 165 and 55 < y < 72 for line in written.lines for x, y in line)
    assert (photo.content, photo.width, photo.height) == (PHOTO, 25, 35)
    assert "照片" not in said(page)


@pytest.mark.usefixtures("qapp")
def test_a_signature_stays_lines_in_the_file_and_the_photo_is_the_only_picture():
    signed = pdf_bytes(made(application_forms([PERSON])))
    bare = pdf_bytes(made(application_forms([FormFacts(name=LONGEST_NAME)])))

    assert not isinstance(signed, Refusal)
    assert not isinstance(bare, Refusal)
    assert objects(signed, pdfium.FPDF_PAGEOBJ_IMAGE) == 1
    assert objects(bare, pdfium.FPDF_PAGEOBJ_IMAGE) == 0
    assert objects(signed, pdfium.FPDF_PAGEOBJ_PATH) > 0


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", [LONGEST_NAME, *RARE_NAMES[:3]])
def test_names_of_signed_forms_can_be_copied(name):
    content = pdf_bytes(made(application_forms([FormFacts(name=name, signature=SIGNATURE)])))

    assert not isinstance(content, Refusal)
    assert name in words_by_pdfium(content)[0].replace("\r\n", "")


def test_what_was_signed_stands_over_the_signature():
    (signed,) = made(application_forms([FormFacts(will=notice().will, will_date="2026 年 11 月 22 日")])).pages
    (blank,) = made(application_forms([FormFacts()])).pages

    assert notice().will in said(signed)
    assert "2026 年 11 月 22 日" in said(signed)
    assert "按时交纳会费" not in said(signed)
    assert "按时交纳会费" in said(blank)
    assert "照片" in said(blank)


def test_what_was_agreed_to_is_marked_and_nothing_else():
    (page,) = made(application_forms([PERSON])).pages

    marks = [letter for letter in said(page) if letter in "■□"]
    assert marks == ["■", "□", "■", "□", "□"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"photo": b"\x89PNG\r\n"}, "photo_unfit"),
        ({"photo": PHOTO + b"behind the end"}, "photo_unfit"),
        ({"photo": plain_photo(comment=b"GPS")}, "photo_unfit"),
        ({"photo": b"\xff\xd8" + bytes(40_000)}, "photo_too_large"),
        ({"signature": b'{"v":1,"s":[[1,2]]}'}, "signature_unreadable"),
        ({"signature": b'{"v":1,"s":[[99999999,1,0]]}'}, "signature_unreadable"),
    ],
)
def test_nothing_unchecked_is_drawn(changed, code):
    refusal = application_forms([FormFacts(**changed)])

    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_a_card_with_a_photo_keeps_its_words_beside_it():
    document = made(card_pages([face(name=LONGEST_NAME, photo=PHOTO)], sheets()["cr80"], backs=False))
    (page,) = document.pages

    (photo,) = drawn(page, ImageBox)
    name = next(item for item in page.items if getattr(item, "name", "") == "name")
    assert name.x > photo.x + photo.width
    assert photo.y + photo.height < next(i for i in page.items if getattr(i, "name", "") == "number_label").y
    assert "".join(line.text for line in name.lines) == LONGEST_NAME
    assert isinstance(card_pages([face(photo=b"GIF89a")], sheets()["cr80"]), Refusal)


def test_a_receipt_has_the_signature_or_a_line_for_it():
    signed, owed, plain = made(receipts([receipt(signature=SIGNATURE), receipt(is_owed=True), receipt()])).pages

    assert len(drawn(signed, Strokes)) == 1
    assert "本人签字" in said(signed)
    assert "申请人签字" in said(owed)
    assert not drawn(owed, Strokes)
    assert "签字" not in said(plain)
    assert isinstance(receipts([receipt(signature=b"{}")]), Refusal)


def test_strokes_move_and_grow_with_their_page():
    written = Strokes(lines=(((1.0, 2.0), (3.0, 4.0)),), width=0.4)

    assert moved(written, 10, 20) == Strokes(lines=(((11.0, 22.0), (13.0, 24.0)),), width=0.4)
    (grown,) = scaled(Page(width=10, height=10, items=(written,)), 2).items
    assert grown == Strokes(lines=(((2.0, 4.0), (6.0, 8.0)),), width=0.8)


@pytest.mark.usefixtures("qapp")
def test_all_that_was_taken_back_has_room_above_the_foot():
    taken = "、".join(f"{one.label} 2026-11-2{place}" for place, one in enumerate(table("purposes").entries))
    facts = replace(PERSON, purposes=(), withdrawn=f"2026-11-19 同意,后已撤回:{taken}")

    content = pdf_bytes(made(application_forms([facts])))

    assert not isinstance(content, Refusal)
    words = words_by_pdfium(content)[0].replace("\r\n", "")
    assert facts.withdrawn in words
    assert "■" not in words
    assert "后已撤回" not in words_by_pdfium(pdf_bytes(made(application_forms([PERSON]))))[0]
