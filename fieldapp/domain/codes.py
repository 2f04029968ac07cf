"""Code tables (代码表) as data: worker groups, employment forms, national standards, our own lists.

The tables are ``resources/data/*.json``. A province may number some of them differently; its
profile (``resources/data/profiles``) says how. Unknown labels are never dropped: the caller gets
None and names ``legal_labels``.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from fieldapp.domain.text import without_invisible
from resources import resource

_BETWEEN = re.compile(r"[/／、,，;；。|和及与]")
_BRACKETED = re.compile(r"\([^()]*\)")
# what a list puts before and around a word: "1.", "(2)", "【】", quotation marks
_AROUND = re.compile(r"^\(?[0-9]{1,2}[.、)\-:]+|[【】\[\]「」“”\"'*]")
# traditional characters of headings and trades, as lists from Hong Kong, Macao and Taiwan write them
_TRADITIONAL = str.maketrans(
    "號碼證聯絡電話機職業類別會員駕駛從務編騎車備註單簽體種崗動稱屬繫貨運輸網約遞賣護產經紀訂攬長師貼補導購駐紮與間險計匯總籍",
    "号码证联络电话机职业类别会员驾驶从务编骑车备注单签体种岗动称属系货运输网约递卖护产经纪订揽长师贴补导购驻扎与间险计汇总籍",
)
_DRIVERS = re.compile(r"驾驶员|驾驶人|师傅")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One entry: stable code, the label people read, other words for it, further attributes."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    attributes: Mapping[str, str | bool] = field(default_factory=lambda: MappingProxyType({}))

    def has(self, attribute: str) -> bool:
        """Whether a yes-or-no attribute of this entry is set (``in_key4``, ``is_nef``, …)."""
        return self.attributes.get(attribute) is True


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """One code table in its own order; no word belongs to two entries."""

    name: str
    entries: tuple[Code, ...]
    words: Mapping[str, Code] = field(repr=False, compare=False)

    def find(self, text: str) -> Code | None:
        """Return the entry for a code, a label or an alias; a remark in brackets is overlooked."""
        folded = fold_label(text)
        return self.words.get(folded) or self.words.get(_BRACKETED.sub("", folded))

    def label(self, code: str) -> str:
        """Return the label of a code; an unknown code stands for itself, so that nothing is lost."""
        entry = self.words.get(fold_label(code))
        return entry.label if entry else code

    def legal_labels(self) -> tuple[str, ...]:
        """Return the labels to name when a value was not understood."""
        return tuple(entry.label for entry in self.entries)


def fold_label(text: str) -> str:
    """Return the form labels are compared in: half-width, simplified, no blanks, no invisible characters, no case."""
    folded = "".join(unicodedata.normalize("NFKC", without_invisible(text)).casefold().split())
    return folded if folded.isascii() else folded.translate(_TRADITIONAL)


def _entry(raw: Mapping[str, object]) -> Code:
    others = {key: value for key, value in raw.items() if key not in ("code", "label", "aliases")}
    aliases = raw.get("aliases", ())
    return Code(
        code=str(raw["code"]),
        label=str(raw["label"]),
        aliases=tuple(str(alias) for alias in aliases) if isinstance(aliases, list) else (),
        attributes=MappingProxyType(
            {key: value if isinstance(value, bool) else str(value) for key, value in others.items()}
        ),
    )


def build_table(name: str, entries: tuple[Code, ...]) -> CodeTable:
    """Return a table over entries; ``ValueError`` when two entries claim one word."""
    words: dict[str, Code] = {}
    for entry in entries:
        for word in (entry.code, entry.label, *entry.aliases):
            if words.setdefault(fold_label(word), entry) is not entry:
                raise ValueError(f"{name}: {word} stands for two codes")
    return CodeTable(name=name, entries=entries, words=MappingProxyType(words))


@cache
def table(name: str) -> CodeTable:
    """Return a code table by the name of its file; ``FileNotFoundError`` for an unknown one."""
    raw = json.loads(resource("data", f"{name}.json").read_text(encoding="utf-8"))
    return build_table(name, tuple(_entry(entry) for entry in raw["entries"]))


@lru_cache(maxsize=4096)
def group_of(text: str) -> str | None:
    """Return the worker group's code for any of its names ("大货车司机" → "truck").

    Several names in one cell are understood when they all mean the same group.
    """
    whole = _group(text)
    if whole:
        return whole.code
    found = {entry.code if (entry := _group(part)) else None for part in _BETWEEN.split(text) if part.strip()}
    return found.pop() if len(found) == 1 else None


def _group(text: str) -> Code | None:
    groups = table("groups")
    said = groups.find(text)
    if said:
        return said
    bare = _AROUND.sub("", fold_label(text))
    # 司机, 驾驶员 and 师傅 are one word here; a driver of something unknown stays unknown
    return groups.find(bare) or groups.find(_DRIVERS.sub("司机", bare))


@cache
def _profile_file(province: str) -> Mapping[str, Any]:
    path = resource("data", "profiles", f"{province}.json")
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _profile(province: str) -> Mapping[str, Mapping[str, str]]:
    tables: Mapping[str, Mapping[str, str]] = _profile_file(province).get("tables", {})
    return tables


def asked_fields(province: str) -> tuple[str, ...]:
    """Return the field codes that a province's profile asks for beyond the usual ones (``asks``: "ethnicity")."""
    return tuple(_profile_file(province).get("asks", ()))


def required_fields(province: str) -> tuple[str, ...]:
    """Return the field codes that nobody may leave empty at the desk there (``requires``); none is usual."""
    return tuple(_profile_file(province).get("requires", ()))


def to_province(name: str, code: str, province: str) -> str | None:
    """Return a province's own code for ours; None where its profile has the table but no such entry."""
    own = _profile(province).get(name)
    return code if own is None else own.get(code)


def from_province(name: str, code: str, province: str) -> str | None:
    """Return our code for a province's own (Hainan's 政治面貌 03 is 群众, ours 13); None if unknown."""
    own = _profile(province).get(name)
    if own is None:
        entry = table(name).find(code)
        return entry.code if entry else None
    return next((ours for ours, theirs in own.items() if theirs == code), None)
