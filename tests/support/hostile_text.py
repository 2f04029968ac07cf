"""Texts that break programs: the Big List of Naughty Strings, the ends of Unicode and GB 18030-2022, and lengths."""

import json
from functools import cache
from pathlib import Path

_VECTORS = Path(__file__).resolve().parents[1] / "data" / "vectors" / "blns.json"

DOTS = "•‧∙⋅・･．.᛫●·ㆍᐧ﹒⸱ꞏ˙⸳◦\u00b7"
EXTENSIONS = (
    "\u3400\u4dbf", "\u9fff", "\U00020000\U0002a6df", "\U0002a700\U0002b739", "\U0002b740\U0002b81d",
    "\U0002b820\U0002cea1", "\U0002ceb0\U0002ebe0", "\U00030000\U0003134a", "\U00031350\U000323af",
    "\U0002ebf0\U0002ee5d", "\ufe10\ufe19", "\u9fb4\u9fbb", "\ue000\ue5e5\uf8ff", "\U000f0000\U0010fffd",
)  # fmt: skip
"""Both ends of the Han blocks from Ext A to Ext I, the characters GB 18030-2022 moved, and private use."""
ODD = (
    "\x00", "a\x00b", "\ud800", "\udfff", "a\ud83d", "\ufffe\uffff", "\ufeff姓名", "\u202e三张\u202c", "\u2066a\u2069",
    "\u200f\u200e", "אבג 12 ابج", "ᠮᠣᠩᠭᠣᠯ\u180bᠦ", "བོད་ཡིག", "ئۇيغۇرچە", "e\u0301\u0323" * 20, "Z̸̢̛͙" * 30, "\u1e9b\u0323",
    "ﷺ" * 30, "👨‍👩‍👧‍👦🏳️‍🌈", "\u3000\u00a0\u2028\u2029\x85", "\t\r\n", "\x1b[31m", "\x7f", "%s%n%x{0}{}", "{{7*7}}",
    "'; DROP TABLE person; --", "<script>alert(1)</script>", "<b>粗</b>&amp;&lt;", "../../etc/passwd", "C:\\con\\nul",
    "\u0130\u0131ıİ", "ß", "１２３ＡＢＣ", "⼯⻋", "长" * 4096, "\U00020000" * 2000, "长" * 100_000,
)  # fmt: skip


@cache
def hostile_texts() -> tuple[str, ...]:
    """Return all of them."""
    naughty: list[str] = json.loads(_VECTORS.read_text(encoding="utf-8"))
    dotted = [f"阿依{dot}古丽" for dot in DOTS]
    return tuple(dict.fromkeys([*naughty, *dotted, *EXTENSIONS, *ODD]))


SAMPLE = (
    "a\x00b", "a\ud83d", "\ufffe\uffff", "\u202e三张\u202c", "אבג 12 ابج", "Z̸̢̛͙" * 30, "👨‍👩‍👧‍👦🏳️‍🌈",
    "\u3000\u2028\u2029\x85", "\x1b[31m", "%s%n%x{0}{}", "'; DROP TABLE person; --", "<img src='/etc/passwd'><h1>粗",
    "⼯⻋", "\U0002ceb0\U0002ebe0", "\ue000\uf8ff", "长" * 20_000,
)  # fmt: skip
"""One of each kind, for every change; the drill types all of them."""
