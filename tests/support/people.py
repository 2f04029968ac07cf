"""Made-up people for every test: valid numbers by age and region, minority names, rare characters.

Nobody here exists. The same seed makes the same people.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.domain.applications import ApplicationDraft, ConsentAct, ConsentMethod, DocumentType
from fieldapp.domain.identity import check_character

TODAY = date(2026, 11, 22)
HAN_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
HAN_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文辉玲红梅建国华志东海燕鹏飞宇轩欣怡晨"
DOTTED_NAMES = (
    "古丽娜尔·阿不都热依木",
    "努尔兰·哈布都拉",
    "阿迪力·吐尔逊",
    "迪丽努尔·买买提明",
    "叶尔江·别克波拉提",
)
LONG_NAMES = ("阿拉坦其其格", "额尔敦巴雅尔", "乌云其木格", "萨仁图雅", "巴图")
RARE_NAMES = ("赵𬭎", "李㛃", "䶮文", "王𠮷", "周𫖯", "孙𬱖")
COUNTIES = ("150602", "150603", "150621", "150622", "150623", "150625", "150203", "150502", "152523", "340121")
WORK_COUNTY = "150602"
GROUPS = ("truck", "courier", "food", "ridehail")
WEIGHTS = (45, 20, 20, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticPerson:
    """One made-up person with a right check character."""

    name: str
    document_no: str
    phone: str
    group: str
    document_type: DocumentType = DocumentType.RIC

    def draft(self, **changed: object) -> ApplicationDraft:
        """Return a complete, faultless draft of this person; name what should differ."""
        values: dict[str, object] = {
            "document_type": self.document_type,
            "document_no": self.document_no,
            "name": self.name,
            "phone": self.phone,
            "group": self.group,
            "employment": "platform",
            "region": WORK_COUNTY,
            "consent": ConsentAct(method=ConsentMethod.PEN),
        }
        return ApplicationDraft(**(values | changed))  # type: ignore[arg-type]  # names come from the tests


def document_no(region: str, birth: date, order: int) -> str:
    """Return an eighteen-character number; ``order`` is 0-999, odd for men."""
    first17 = f"{region}{birth:%Y%m%d}{order:03d}"
    return first17 + check_character(first17)


def legacy_no(region: str, birth: date, order: int) -> str:
    """Return a fifteen-digit number of the first generation."""
    return f"{region}{birth:%y%m%d}{order:03d}"


def born(age: int, chance: random.Random, today: date = TODAY) -> date:
    """Return a birth day of somebody who is ``age`` years old today."""
    first = date(today.year - age - 1, today.month, min(today.day, 28)) + timedelta(days=1)
    return first + timedelta(days=chance.randrange(360))


class People:
    """An endless queue of different people; no document number and no phone comes twice."""

    def __init__(self, seed: int = 0, today: date = TODAY) -> None:
        """Begin a queue that ``seed`` decides."""
        self._chance = random.Random(seed)
        self._today = today
        self._numbers: set[str] = set()
        self._phones: set[str] = set()

    def name(self) -> str:
        """Return a name: mostly Han, some with the separator, some long, some with rare characters."""
        kind = self._chance.random()
        if kind < 0.04:
            return self._chance.choice(DOTTED_NAMES)
        if kind < 0.08:
            return self._chance.choice(LONG_NAMES)
        if kind < 0.10:
            return self._chance.choice(RARE_NAMES)
        given = "".join(self._chance.choices(HAN_GIVEN, k=self._chance.choice((1, 2, 2))))
        return self._chance.choice(HAN_SURNAMES) + given

    def phone(self) -> str:
        """Return a mobile number that was not given before."""
        while True:
            phone = f"1{self._chance.randint(3, 9)}{self._chance.randrange(10**9):09d}"
            if phone not in self._phones:
                self._phones.add(phone)
                return phone

    def number(self, age: int | None = None, region: str | None = None) -> str:
        """Return a document number that was not given before, of somebody 18 to 58 unless told."""
        while True:
            years = self._chance.randint(18, 58) if age is None else age
            where = region or self._chance.choice(COUNTIES)
            made = document_no(where, born(years, self._chance, self._today), self._chance.randrange(1, 1000))
            if made not in self._numbers:
                self._numbers.add(made)
                return made

    def person(self, *, age: int | None = None, region: str | None = None, group: str | None = None) -> SyntheticPerson:
        """Return the next person."""
        return SyntheticPerson(
            name=self.name(),
            document_no=self.number(age, region),
            phone=self.phone(),
            group=group or self._chance.choices(GROUPS, WEIGHTS)[0],
        )

    def people(self, count: int, *, group: str | None = None) -> Iterator[SyntheticPerson]:
        """Yield that many people."""
        for _ in range(count):
            yield self.person(group=group)


def person(seed: int = 1) -> SyntheticPerson:
    """Return one person, always the same for a seed."""
    return People(seed).person()
