"""Already a member (已入会) is not an error: how sure a match is, and what it opens.

The stores and filters do the looking up; this module only has the words and the order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fieldapp.domain.numbering import is_receipt


class MatchStrength(StrEnum):
    """Who says that the person is known, the surest first."""

    LOCAL = "local"  # 本机
    SITE = "site"  # 现场
    CENTRE = "centre"  # 中心答复
    FILTER = "filter"  # 名录比对: only 可能已是会员

    @property
    def is_certain(self) -> bool:
        """Whether a record stands behind it; a filter only says perhaps."""
        return self is not MatchStrength.FILTER


class KnownPersonAction(StrEnum):
    """What the yellow answer offers."""

    TRANSFER = "transfer"  # 转会
    REISSUE = "reissue"  # 补卡
    UPDATE = "update"  # 更新信息
    NOT_SAME = "not_same"  # 不是同一人, needs a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody with this document is known already; masked, because the match may be wrong.

    ``rec`` and ``number`` are known only on the laptop that holds the record.
    """

    strength: MatchStrength
    name_masked: str
    document_tail: str
    union: str | None = None
    since: date | None = None
    rec: str | None = None
    number: str | None = None

    @property
    def is_member(self) -> bool:
        """Whether this is a member; somebody only 受理 here has a receipt number and waits for the approval."""
        if self.strength is not MatchStrength.LOCAL:
            return True
        return self.number is not None and not is_receipt(self.number)


def mask_name(name: str) -> str:
    """Return the name for a screen others can see: the first character, then stars."""
    return name[:1] + "*" * max(len(name) - 1, 0)


def strongest(matches: Iterable[KnownPerson]) -> KnownPerson | None:
    """Return the surest of several answers; the first of equals."""
    order = tuple(MatchStrength)
    return min(matches, key=lambda match: order.index(match.strength), default=None)


def actions_for(known: KnownPerson) -> tuple[KnownPersonAction, ...]:
    """Return what may be done now, in the order of the keys 1-4.

    A filter match gives no card. Who is not a member yet cannot transfer, and has a receipt instead of a card.
    """
    if not known.is_member:
        return KnownPersonAction.REISSUE, KnownPersonAction.UPDATE, KnownPersonAction.NOT_SAME
    if known.strength.is_certain:
        return tuple(KnownPersonAction)
    return KnownPersonAction.TRANSFER, KnownPersonAction.NOT_SAME
