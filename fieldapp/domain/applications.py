"""An application (申请) while it is being written, and what was checked about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class DocumentType(StrEnum):
    """Kinds of identity documents (有效证件类别); patterns and checks stand in ``identity``."""

    RIC = "RIC"
    RIC_TMP = "RIC_TMP"
    HMT_RP = "HMT_RP"
    FPR23 = "FPR23"
    FPR17 = "FPR17"
    PASS = "PASS"
    HM_PERMIT = "HM_PERMIT"
    TW_PERMIT = "TW_PERMIT"
    MIL = "MIL"
    OTHER = "OTHER"


class Source(StrEnum):
    """Where a field's value came from (每个字段的来源)."""

    TYPED = "typed"
    PINNED = "pinned"
    READER = "reader"
    OCR = "ocr"
    ROSTER = "roster"
    PHONE = "phone"
    DERIVED = "derived"


class DocumentCheck(StrEnum):
    """How the document was checked; ``STATED`` is amber."""

    READER = "reader"  # 读卡
    ORIGINAL = "original"  # 原件
    ELECTRONIC = "electronic"  # 电子证照
    STATED = "stated"  # 口报
    EMPLOYER_LIST = "employer_list"  # 单位名册


class ConsentMethod(StrEnum):
    """The deliberate act of will: pen, signed sheet, or phone."""

    PEN = "pen"
    SHEET = "sheet"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAct:
    """Will and consent of one person (意愿与告知): one act, never pre-ticked.

    ``purposes`` are those agreed to; ``reference`` names the sheet (``US1:`` number) or the
    stored signature.
    """

    method: ConsentMethod
    purposes: tuple[str, ...] = ("membership",)
    reference: str | None = None

    @property
    def is_owed(self) -> bool:
        """Whether the person still has to sign on paper (缺签字): nobody is approved on such a word."""
        return self.method is ConsentMethod.SHEET and self.reference is None


PINNABLE = ("group", "employment", "region", "employer", "union")
"""Fields whose value may stay for the next person (图钉)."""
CARRIED = ("group", "employment", "region", "employer")
"""Those that stay unless the pin is pulled out; the union follows from them."""
NO_PHOTO = "declined"
"""What a draft says of a photo the person did not want (不拍照)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDraft:
    """What stands in the form; every field as typed, so that it can come back after a crash.

    ``pins`` are the fields that stay for the next person; one that came from a pin has that source, also empty.
    ``pre_registration`` is the id of the phone's code that filled it.
    ``photo`` is the SHA-256 of a photo that is kept, ``NO_PHOTO``, or empty: nobody asked.
    """

    document_type: DocumentType = DocumentType.RIC
    document_no: str = ""
    name: str = ""
    phone: str = ""
    group: str = ""
    employment: str = ""
    region: str = ""
    employer: str = ""
    union: str = ""
    migrant: bool | None = None
    ethnicity: str = ""
    sex: str = ""
    birth: str = ""
    document_check: DocumentCheck = DocumentCheck.ORIGINAL
    consent: ConsentAct | None = None
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    roster_row: str | None = None
    pre_registration: str = ""
    photo: str = ""
    focus: str = "document_no"
    pins: tuple[str, ...] = CARRIED
