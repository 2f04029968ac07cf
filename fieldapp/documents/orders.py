"""A print order (SPEC of ``papers render``): a JSON value that names a paper and what stands on it.

Read strictly: an unknown key, a wrong type or a control character refuses the whole order with the
place of the fault, because half a batch of cards is worse than none. Keys are the fields of the facts
each paper is made of (``paper_names``); dates are ``YYYY-MM-DD``, moments ISO 8601 with their offset, bytes base64.
``mark`` is a line at the foot of every page: who took the list out, and when.
"""

import base64
import binascii
import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, get_args, get_type_hints

from fieldapp.documents.application_forms import FormFacts, application_forms
from fieldapp.documents.box_labels import box_labels
from fieldapp.documents.cards import CardFace, card_pages, sheets
from fieldapp.documents.day_reports import day_report
from fieldapp.documents.ledgers import SigningFacts, TakeOverFacts, signing_sheet, take_over_lists
from fieldapp.documents.marks import marked
from fieldapp.documents.pages import Document, Page
from fieldapp.documents.rolls import RollFacts, approval_roll
from fieldapp.documents.sheets import UnionFacts, calibration_page, poster, recovery_page, service_cards
from fieldapp.documents.slips import RecallFacts, ReceiptFacts, recall_slips, receipts
from fieldapp.domain.ceremonies import Box
from fieldapp.domain.day_report import DayReport
from fieldapp.domain.problems import Refusal

MOST_ITEMS = 5_000
LONGEST_TEXT = 2_000
LONGEST_PICTURE = 60_000
"""Characters of base64: a photo has at most 30,000 bytes."""
LONGEST_NAME = 50
"""Characters: 25 hanzi for minority names, twice that for Latin ones (民委发〔2016〕33号)."""
_NUMBER = re.compile(r"[0-9A-Z]{4,24}")
_TOKEN = re.compile(r"UM1:[0-9A-Z $%*+\-./:]{16,}")
"""The QR alphanumeric alphabet (ISO/IEC 18004) after the prefix that routes a member card."""

T = TypeVar("T")


class _Fault(Exception):  # noqa: N818  # never leaves this module
    """Where the order is wrong, as a path like ``items[3].joined``."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def document_of(order: object) -> Document | Refusal:
    """Lay out what the order asks for; refuses ``paper_spec_invalid`` naming the place of the fault."""
    try:
        return _document(order)
    except _Fault as fault:
        return Refusal(code="paper_spec_invalid", details={"place": fault.place})


def _document(order: object) -> Document | Refusal:
    values = _object(order, "$")
    paper = values.get("paper")
    if not isinstance(paper, str) or paper not in _PAPERS:
        raise _Fault("paper")
    maker, allowed = _PAPERS[paper]
    for key in values.keys() - {"paper", "sheet", "items", "mark", *allowed}:
        raise _Fault(str(key))
    items = values.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        raise _Fault("items")
    mark = _text(values.get("mark", ""), "mark")
    made = maker(values, items)
    return made if isinstance(made, Refusal) or not mark else marked(made, mark)


def _cards(values: Mapping[str, Any], items: Sequence[object]) -> Document | Refusal:
    faces = [_face(item, f"items[{index}]") for index, item in enumerate(items)]
    sheet = sheets().get(_choice(values, "sheet", tuple(sheets()), "a4"))
    if sheet is None:
        raise _Fault("sheet")
    start, backs = values.get("start", 0), values.get("backs", True)
    if isinstance(start, bool) or not isinstance(start, int):
        raise _Fault("start")
    if not isinstance(backs, bool):
        raise _Fault("backs")
    return card_pages(faces, sheet, start=start, backs=backs, flip=_choice(values, "flip", ("long", "short"), "long"))


def _face(item: object, place: str) -> CardFace:
    """Build a card that can be read and verified: a name, a number in one word, a signed token."""
    face = _built(CardFace, item, place)
    if not 1 <= len(face.name.strip()) <= LONGEST_NAME:
        raise _Fault(f"{place}.name")
    if not _NUMBER.fullmatch(face.number):
        raise _Fault(f"{place}.number")
    if not _TOKEN.fullmatch(face.token):
        raise _Fault(f"{place}.token")
    return face


def _receipts(values: Mapping[str, Any], items: Sequence[object]) -> Document | Refusal:
    facts = [_built(ReceiptFacts, item, f"items[{index}]") for index, item in enumerate(items)]
    return receipts(facts, _choice(values, "sheet", None, "receipt80"))


def _recalls(values: Mapping[str, Any], items: Sequence[object]) -> Document | Refusal:
    facts = [_built(RecallFacts, item, f"items[{index}]") for index, item in enumerate(items)]
    return recall_slips(facts, _choice(values, "sheet", None, "receipt80"))


def _forms(values: Mapping[str, Any], items: Sequence[object]) -> Document | Refusal:
    _choice(values, "sheet", ("a4",), "a4")
    return application_forms([_built(FormFacts, item, f"items[{index}]") for index, item in enumerate(items)])


def _take_over(values: Mapping[str, Any], items: Sequence[object]) -> Document | Refusal:
    _choice(values, "sheet", ("a4",), "a4")
    return take_over_lists([_built(TakeOverFacts, item, f"items[{index}]") for index, item in enumerate(items)])


def _posters(values: Mapping[str, Any], items: Sequence[object]) -> Document | Refusal:
    is_a3 = _choice(values, "sheet", ("a4", "a3"), "a4") == "a3"
    return _each(UnionFacts, items, lambda facts: poster(facts, is_a3=is_a3))


def _box_labels(values: Mapping[str, Any], items: Sequence[object]) -> Document | Refusal:
    event, company = (_text(values.get(key, ""), key) for key in ("event", "company"))
    return box_labels(event, company, [_built(Box, item, f"items[{index}]") for index, item in enumerate(items)])


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryFacts:
    """What stands on the page with a recovery code."""

    code: str
    device: str
    day: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TestPageFacts:
    """Which printer a test page names, and the sheet of cards it is printed on."""

    printer: str
    sheet: str = "a4"


def _test_page(facts: TestPageFacts) -> Document | Refusal:
    found = sheets().get(facts.sheet)
    if found is None:
        return Refusal(code="paper_unknown", details={"papers": ", ".join(sheets())})
    return calibration_page(found.width, found.height, facts.printer)


def _each(kind: type[T], items: Sequence[object], make: Callable[[T], Document | Refusal]) -> Document | Refusal:
    """Make one paper of each item, one after the other in a document; the first refusal is the answer."""
    pages: list[Page] = []
    title = ""
    for index, item in enumerate(items):
        made = make(_built(kind, item, f"items[{index}]"))
        if isinstance(made, Refusal):
            return made
        title = made.title
        pages.extend(made.pages)
    return Document(title, tuple(pages))


def _one_by_one(kind: type[T], make: Callable[[T], Document | Refusal]) -> "_Maker":
    """Return a maker of A4 papers that are laid out one by one."""

    def maker(values: Mapping[str, Any], items: Sequence[object]) -> Document | Refusal:
        _choice(values, "sheet", ("a4",), "a4")
        return _each(kind, items, make)

    return maker


_Maker = Callable[[Mapping[str, Any], Sequence[object]], Document | Refusal]
_PAPERS: Mapping[str, tuple[_Maker, frozenset[str]]] = {
    "card": (_cards, frozenset({"start", "backs", "flip"})),
    "receipt": (_receipts, frozenset()),
    "recall": (_recalls, frozenset()),
    "form": (_forms, frozenset()),
    "roll": (_one_by_one(RollFacts, approval_roll), frozenset()),
    "takeover": (_take_over, frozenset()),
    "signing": (_one_by_one(SigningFacts, signing_sheet), frozenset()),
    "day": (_one_by_one(DayReport, day_report), frozenset()),
    "poster": (_posters, frozenset()),
    "service": (_one_by_one(UnionFacts, service_cards), frozenset()),
    "boxes": (_box_labels, frozenset({"event", "company"})),
    "recovery": (_one_by_one(RecoveryFacts, lambda one: recovery_page(one.code, one.device, one.day)), frozenset()),
    "calibration": (_one_by_one(TestPageFacts, _test_page), frozenset()),
}


def paper_names() -> tuple[str, ...]:
    """Return every paper an order can ask for."""
    return tuple(_PAPERS)


def _choice(values: Mapping[str, Any], key: str, allowed: tuple[str, ...] | None, default: str) -> str:
    value = values.get(key, default)
    if not isinstance(value, str) or (allowed is not None and value not in allowed):
        raise _Fault(key)
    return value


def _object(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Fault(place)
    return value


def _built(kind: type[T], value: object, place: str) -> T:
    """Build a frozen value from a JSON object, field by field."""
    values = _object(value, place)
    hints = get_type_hints(kind)
    for key in values.keys() - hints.keys():
        raise _Fault(f"{place}.{key}")
    found: dict[str, Any] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]  # only ever a dataclass
        spot = f"{place}.{field.name}"
        if field.name in values:
            found[field.name] = _value(values[field.name], hints[field.name], spot)
        elif field.default is dataclasses.MISSING:
            raise _Fault(spot)
    return kind(**found)


def _value(value: object, hint: Any, place: str) -> object:
    choices = get_args(hint)
    if type(None) in choices:
        rest = next(choice for choice in choices if choice is not type(None))
        return None if value is None else _value(value, rest, place)
    if hint in _READERS:
        return _READERS[hint](value, place)
    if dataclasses.is_dataclass(hint):
        return _built(hint, value, place)  # type: ignore[arg-type]  # a class, not a value of one
    if choices and isinstance(value, list) and len(value) <= MOST_ITEMS:
        return tuple(_part(part, choices[0], f"{place}[{index}]") for index, part in enumerate(value))
    raise _Fault(place)


def _part(value: object, hint: type[Any], place: str) -> object:
    return _built(hint, value, place) if hasattr(hint, "__dataclass_fields__") else _value(value, hint, place)


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or any(ord(letter) < 32 for letter in value):
        raise _Fault(place)
    return value


def _day(value: object, place: str) -> date:
    try:
        return date.fromisoformat(_text(value, place))
    except ValueError as error:
        raise _Fault(place) from error


def _moment(value: object, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value, place))
    except ValueError as error:
        raise _Fault(place) from error
    if moment.tzinfo is None:
        raise _Fault(place)
    return moment


def _whole(value: object, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Fault(place)
    return value


def _truth(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise _Fault(place)
    return value


def _bytes(value: object, place: str) -> bytes:
    if not isinstance(value, str) or len(value) > LONGEST_PICTURE:
        raise _Fault(place)
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise _Fault(place) from error


_READERS: Mapping[type, Callable[[object, str], object]] = {
    str: _text,
    date: _day,
    datetime: _moment,
    int: _whole,
    bool: _truth,
    bytes: _bytes,
}
