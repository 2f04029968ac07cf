"""The one catalogue of sentences a person can meet, and the one translation function.

A message has title, reason, remedy and the verb of its button. The sentences are data
(``resources/messages/*.json``): a county may reword them without a programmer. Source language
is Chinese; other languages come through gettext (domain ``fieldapp``).
"""

import errno
import gettext as _gettext
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from resources import resource


@dataclass(frozen=True, slots=True)
class Message:
    """What a person reads when something needs saying."""

    code: str
    title: str
    reason: str
    remedy: str
    action: str

    @property
    def sentence(self) -> str:
        """Everything in one line, for the command line and lists."""
        return "".join(part for part in (self.title, ":", self.reason, self.remedy) if part)


_SYSTEM = {
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件夹",
    errno.ENOTDIR: "上一级不是文件夹",
    errno.EISDIR: "那里是一个文件夹",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名字太长",
    errno.EMFILE: "打开的文件太多",
    errno.ENOMEM: "内存不够",
    errno.EAGAIN: "系统一时忙不过来",
}


def system_reason(error: OSError) -> str:
    """Return why the system refused, for the middle of a sentence; what is rare in the system's own words."""
    known = _SYSTEM.get(error.errno or 0)
    return translate(known) if known else error.strerror or type(error).__name__


@cache
def _translations() -> _gettext.NullTranslations:
    return _gettext.translation("fieldapp", localedir=resource("locale"), fallback=True)


def translate(text: str) -> str:
    """Return the sentence in the user's language (the source text when there is no translation)."""
    return _translations().gettext(text) if text else ""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return all messages by code; a code that two files claim is a mistake."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(resource("messages").glob("*.json")):
        entries = json.loads(path.read_text(encoding="utf-8"))
        doubled = found.keys() & entries.keys()
        if doubled:
            raise ValueError(f"{path.name}: {sorted(doubled)} stand in another file too")
        found.update(entries)
    return found


def message(code: str, details: Mapping[str, str] | None = None) -> Message:
    """Return the sentence for a code, filled with ``details``; ``KeyError`` for an unknown code."""
    entry = catalogue()[code]
    words = _Words(details or {})
    filled = {key: translate(entry.get(key, "")).format_map(words) for key in ("title", "reason", "remedy", "action")}
    return Message(code=code, **filled)


class _Words(dict[str, str]):
    """Detail words; a missing one leaves an ellipsis rather than a crash in front of a queue."""

    def __missing__(self, key: str) -> str:
        return "…"
