"""Initials of names for the search: surname-aware, one Latin letter for each character."""

from functools import cache

SURNAMES = {
    "单": "s", "仇": "q", "区": "o", "查": "z", "解": "x", "尉迟": "yc", "曾": "z", "翟": "z", "盖": "g", "朴": "p",
    "任": "r", "洗": "x", "冼": "x", "员": "y", "种": "c", "召": "s", "乐": "y", "秘": "b", "折": "s", "黑": "h",
    "繁": "p", "缪": "m", "纪": "j", "令狐": "lh", "长孙": "zs", "万俟": "mq", "宿": "s", "祭": "z", "覃": "q",
    "瞿": "q", "谌": "c", "佴": "n", "晟": "c", "葛": "g", "尹": "y", "那": "n", "哈": "h", "撒": "s", "贾": "j",
}  # fmt: skip
"""Surnames that dictionaries of common readings get wrong."""


@cache
def _initial(character: str) -> str:
    import pypinyin  # its dictionaries cost tens of milliseconds, which the first window does not need

    found = pypinyin.lazy_pinyin(character, style=pypinyin.Style.FIRST_LETTER, strict=False)
    return found[0][:1].lower() if found else ""


def initials(name: str) -> str:
    """Return the initials of a name: ``单雄信`` → ``sxx``, ``尉迟恭`` → ``ycg``, ``Li Na`` → ``lina``.

    Characters without a known reading (rare ones, private use) give nothing; dots are left out.
    """
    for length in (2, 1):
        begun = SURNAMES.get(name[:length])
        if begun and len(name) > length:
            return begun + "".join(_letters(name[length:]))
    return "".join(_letters(name))


def _letters(text: str) -> list[str]:
    letters = (character.lower() if character.isascii() else _initial(character) for character in text)
    return [letter for letter in letters if letter.isascii() and letter.isalnum()]
