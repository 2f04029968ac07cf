"""How names are typed by people who have no time: syllables and initials, with the readings of surnames."""

from functools import cache

SURNAMES = {
    "单": "shan", "仇": "qiu", "区": "ou", "查": "zha", "解": "xie", "曾": "zeng", "翟": "zhai", "盖": "ge",
    "朴": "piao", "任": "ren", "洗": "xian", "冼": "xian", "员": "yun", "种": "chong", "召": "shao", "乐": "yue",
    "秘": "bi", "折": "she", "黑": "he", "繁": "po", "缪": "miao", "纪": "ji", "宿": "su", "祭": "zhai",
    "覃": "qin", "瞿": "qu", "谌": "chen", "佴": "nai", "晟": "cheng", "葛": "ge", "尹": "yin", "那": "na",
    "哈": "ha", "撒": "sa", "贾": "jia", "卜": "bu", "藏": "zang", "都": "du", "车": "che", "石": "shi",
    "薄": "bo", "柏": "bai", "宓": "mi", "郗": "xi", "逄": "pang", "尉迟": "yu chi", "令狐": "ling hu",
    "长孙": "zhang sun", "万俟": "mo qi", "澹台": "tan tai", "单于": "chan yu",
}  # fmt: skip
"""Surnames that dictionaries of common readings get wrong, with their syllables."""


@cache
def _syllable(character: str) -> str:
    import pypinyin  # its dictionaries cost tens of milliseconds, which the first window does not need

    found = pypinyin.lazy_pinyin(character)
    return found[0].lower() if found else ""


def syllables(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the syllables of the surname and of the given name; an ASCII letter is a syllable of its own.

    ``单雄信`` → ``(("shan",), ("xiong", "xin"))``. A name that begins with no known surname has its
    first syllable as one. Characters without a known reading (rare ones, private use) give nothing.
    """
    for length in (2, 1):
        begun = SURNAMES.get(name[:length])
        if begun and len(name) > length:
            return tuple(begun.split()), _read(name[length:])
    read = _read(name)
    return read[:1], read[1:]


def initials(name: str) -> str:
    """Return the initials of a name: ``单雄信`` → ``sxx``, ``尉迟恭`` → ``ycg``, ``Li Na`` → ``lina``."""
    surname, given = syllables(name)
    return "".join(one[0] for one in (*surname, *given))


def typings(name: str) -> tuple[str, ...]:
    """Return what somebody may type for a name, in letters: ``sxx``, ``shanxiongxin``, ``shanxx``, ``xiongxin``.

    A surname with an own reading is also found under the common one, for who does not know it.
    """
    surname, given = syllables(name)
    tail, family = "".join(given), "".join(surname)
    heads = "".join(one[0] for one in given)
    found = [initials(name), family + tail, family + heads, tail]
    common = _read(name)
    if common != (*surname, *given):
        found += ["".join(one[0] for one in common), "".join(common)]
    return tuple(dict.fromkeys(filter(None, found)))


def _read(text: str) -> tuple[str, ...]:
    letters = (character.lower() if character.isascii() else _syllable(character) for character in text)
    return tuple(letter for letter in letters if letter.isascii() and letter.isalnum())
