"""The people of the demonstration. All are made up; their numbers only carry a right check character."""

from dataclasses import dataclass, replace

from fieldapp.domain.identity import check_character
from ui.robots.enroll import Typed

EXISTING_MEMBERS = (
    ("那仁朝克图", "15272519880115203", "13948710021", "truck", "ORG00032", "150300000019", "2024-05-01"),
    ("马建军", "15020319791203401", "13847720935", "courier", "ORG00033", "150300000027", "2023-09-12"),
    ("赵小燕", "15060219930618362", "15947703318", "food", "ORG00034", "150300000035", "2025-03-20"),
)
"""Name, first 17 digits, phone, group, union, number, joined: known at the centre before the day begins."""


def _person(seventeen: str, name: str, phone: str, group: str, *, employer: str = "", union: str = "") -> Typed:
    number = seventeen + check_character(seventeen)
    return Typed(
        document_no=number,
        name=name,
        phone=phone,
        group=group,
        employment="个人依托平台自主经营",
        employer=employer,
        union=union,
    )


def _at_the_motorway() -> tuple[Typed, ...]:
    return (
        _person("15272719850614201", "乌云其木格", "13704771201", "货车司机", employer="个体"),
        _person("65010219880412003", "买买提·艾合买提", "13704771202", "货车司机"),
        _person("15060219950712004", "李䶮", "13704771203", "货车司机"),
        _person("15020319900101123", "单建国", "13704771204", "网约车司机"),
        _with_x("1506021987030500", "张吉", "13704771205", "网约车司机"),
        _person("15272319920809302", "斯琴高娃", "13704771206", "货车司机"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who comes to which stand, and what is special about some of them."""

    motorway: tuple[Typed, ...]
    refused_later: Typed
    park: tuple[Typed, ...]
    existing: tuple[Typed, ...]
    corrected: Typed
    right_phone: str


def cast() -> Cast:
    """Return everybody who is typed: minority names, rare characters, an X, a wrong phone, two known members."""
    motorway = tuple(replace(person, union=ON_THE_SPOT) for person in _at_the_motorway())
    park = (
        _person("15060219960401105", "王志强", "13904772201", "快递员"),
        _person("15062119930918221", "仇小兵", "13904772202", "快递员"),
        _person("15262719910730331", "𠮷日嘎拉", "13904772203", "外卖配送员"),
        _person("14010419890305511", "区晓明", "13904772204", "快递员"),
        _person("61272219940611401", "尉迟文", "13904772205", "外卖配送员"),
    )
    existing = tuple(
        _person(seventeen, name, phone, _LABELS[group]) for name, seventeen, phone, group, *_ in EXISTING_MEMBERS[:2]
    )
    return Cast(
        motorway=motorway,
        refused_later=_person("15282419900520411", "贾文斌", "13704771209", "货车司机", union=ON_THE_SPOT),
        park=park,
        existing=existing,
        corrected=_person("15060219970903221", "解海燕", "13904772299", "快递员"),
        right_phone="13904772206",
    )


ON_THE_SPOT = "东胜区新业态综合工会联合会"
"""The union that approves at the motorway."""
_LABELS = {"truck": "货车司机", "courier": "快递员", "food": "外卖配送员"}


def _with_x(sixteen: str, name: str, phone: str, group: str) -> Typed:
    """Find the order digit that gives the check character X."""
    seventeen = next(sixteen + digit for digit in "0123456789" if check_character(sixteen + digit) == "X")
    return _person(seventeen, name, phone, group)


def members_csv() -> str:
    """Return the centre's existing members as its import file."""
    lines = ["name,document_type,document_no,phone,group,union,number,joined"]
    for name, seventeen, phone, group, union, number, joined in EXISTING_MEMBERS:
        lines.append(f"{name},RIC,{seventeen}{check_character(seventeen)},{phone},{group},{union},{number},{joined}")
    return "\n".join(lines) + "\n"


def shortly(person: Typed, phone: str) -> Typed:
    """Return the person with another phone."""
    return replace(person, phone=phone)
