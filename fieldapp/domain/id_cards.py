"""What an identity card's chip says (二代证): the 256-byte text block, and only what an application needs of it.

The block is UTF-16LE, padded with blanks; the kind of document stands at byte 248 (blank resident,
J 港澳台居民居住证, Y and I foreigners). Address, issuer and photo are not read out of it: nobody here asks for them.
Layout after published reader documentation; no card of a real person was used.
"""

import re
from dataclasses import dataclass

from fieldapp.domain.applications import DocumentType
from fieldapp.domain.codes import table
from fieldapp.domain.problems import Refusal

BLOCK = 256
_KIND_AT = 248
_KINDS = {
    " ": DocumentType.RIC,
    "J": DocumentType.HMT_RP,
    "Y": DocumentType.FPR23,
    "I": DocumentType.FPR17,
}
_USUAL = {"name": (0, 30), "sex": (30, 2), "nation": (32, 4), "birth": (36, 16), "number": (122, 36)}
_FPR17 = {"name": (158, 30), "sex": (120, 2), "nation": (0, 0), "birth": (220, 16), "number": (122, 30)}
_NATIONS = "ethnicity"
_NUMBER, _SEX, _DAY = (re.compile(one, re.ASCII) for one in (r"[0-9A-Za-z]+", r"[12]", r"[0-9]{8}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class IdCard:
    """One card as its chip states it; ``name`` may hold private-use characters, which the checks say."""

    kind: DocumentType
    number: str
    name: str
    sex: str
    birth: str
    ethnicity: str

    def __repr__(self) -> str:
        """Show nobody."""
        return f"IdCard({self.kind})"


def read_block(block: bytes) -> IdCard | Refusal:
    """Return the card in a text block; ``card_unreadable`` when it is none."""
    if len(block) != BLOCK:
        return Refusal(code="card_unreadable")
    kind = _KINDS.get(_text(block, _KIND_AT, 2) or " ")
    if kind is None:
        return Refusal(code="card_unreadable")
    places = _FPR17 if kind is DocumentType.FPR17 else _USUAL
    said = {name: _text(block, *place) for name, place in places.items()}
    if not said["name"] or not _NUMBER.fullmatch(said["number"]):
        return Refusal(code="card_unreadable")
    return IdCard(
        kind=kind,
        number=said["number"],
        name=said["name"],
        sex=_fitting(_SEX, said["sex"]),
        birth=_fitting(_DAY, said["birth"]),
        ethnicity=_nation(said["nation"]) if kind is DocumentType.RIC else "",
    )


def _fitting(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _nation(text: str) -> str:
    found = table(_NATIONS).find(text) if text else None
    return found.code if found else ""


def _text(block: bytes, start: int, length: int) -> str:
    return block[start : start + length].decode("utf-16-le", errors="replace").replace("\0", " ").strip()
