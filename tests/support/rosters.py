"""Rosters as companies send them, made up with a seed: layouts, traps, file kinds, and what is right.

A trap is planted into a faultless person, so the expected answer never comes from the code under test.
"""

import csv
import html
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from fieldapp.domain.identity import check_character
from fieldapp.domain.phones import normalise_phone
from tests.support.people import TODAY, People, SyntheticPerson, born, document_no, legacy_no

Cell = str | float | None

NAME_HEADINGS = (
    "姓名",
    "姓 名",
    "*姓名",
    "驾驶员姓名",
    "骑手姓名",
    "职工姓名",
    "姓名(必填)",
    "申请人姓名",
    "员工姓名",
    "会员姓名",
    "姓名\n",
)
NUMBER_HEADINGS = (
    "身份证号",
    "身份证号码",
    "公民身份号码",
    "证件号码",
    "有效证件号码",
    "身份证",
    "身份证号(18位)",
    "居民身份证号码",
    "身份证件号码",
    "*证件号码",
    "公民身份证号码",
    "身份证号码\n(必填)",
    "身 份 证 号 码",
)
PHONE_HEADINGS = (
    "手机号码",
    "手机",
    "联系电话",
    "联系方式",
    "电话",
    "移动电话",
    "手机号",
    "本人手机号",
    "联系电话(手机)",
    "电话号码",
    "*手机号码",
)
GROUP_HEADINGS = (
    "群体",
    "工种",
    "岗位",
    "类别",
    "从业类型",
    "人员类别",
    "所属群体",
    "职业",
    "岗位/工种",
    "从事工种",
    "职业类别",
)
GROUP_WORDS = {
    "truck": ("货车司机", "大货车司机", "卡车司机", "货运司机", "货车驾驶员", "重型货车司机"),
    "courier": ("快递员", "快递小哥", "快递配送员", "收派员", "快递投递员"),
    "food": ("外卖配送员", "外卖送餐员", "网约送餐员", "外卖骑手", "骑手", "网约配送员", "外卖小哥"),
    "ridehail": ("网约车司机", "网约车驾驶员", "网约出租车司机", "专车司机"),
    "guard": ("保安员", "保安"),
    "home": ("家政服务员", "家政", "月嫂"),
}
UNKNOWN_GROUPS = ("未知工种", "装卸工", "会计", "司机", "出租车司机", "厨师", "后勤")
TOTALS = (
    ("合计", "{n}人"),
    ("总计:{n}人",),
    ("合  计", "", "{n}"),
    ("共计{n}人",),
    ("小计", "{n}"),
    ("人数合计", "{n}"),
)
FOOTERS = (
    ("填表说明:身份证号请填写18位,手机号请填写本人常用号码",),
    ("注:本表一式两份,单位和工会各留一份。",),
    ("制表人:李某", "", "审核人:王某", "联系电话:13800138000"),
    ("单位负责人(签字):", "", "填表日期:2026年11月20日"),
    ("(盖章)",),
    ("2026年11月20日",),
    ("填表人", "赵某某", "", "13900139000"),
    ("单位(公章)",),
    ("说明", "1.姓名与身份证一致;2.每人只填一行"),
    ("备注:新入职人员下月补报",),
    ("第1页,共2页",),
    ("以下空白",),
    ("经办人", "李某", "13900001112"),
    ("联系人：", "李某", "13900001112"),
    ("单位负责人", "王某"),
    ("负责人(签字)", "", "王某"),
    ("制单", "李某", "审核", "王某"),
    ("情况属实",),
    ("特此证明",),
    ("以上人员均为自愿入会",),
    ("承诺:以上信息真实",),
    ("2.手机号须为本人",),
    ("填报日期", "2026-11-20"),
    ("统一社会信用代码", "91150602MA0N00000X"),
    ("货车司机小计", "", "3"),
)
DEPARTMENTS = (
    "公司运输一队",
    "单位保卫科",
    "工会办公室",
    "企业管理部",
    "统计信息部",
    "上报专班",
    "第三页",
    "负责人员",
    "联系部",
    "公司",
    "单位车队",
    "东胜一部",
    "打印店配送",
    "注册司机部",
    "附属车队",
    "其他",
)
NAMES_ALONE = (
    "张",
    "欧阳建国",
    "努尔买买提艾力江",
    "阿拉坦其其格乌兰",
    "巴特尔苏和",
    "买买提·艾合买提",
    "乌云毕力格",
    "苏和",
)


@dataclass(slots=True)
class Line:
    """One person's row: cells by meaning, and what is right about it."""

    name: Cell
    number: Cell
    phone: Cell
    group: Cell
    codes: tuple[str, ...] = ()
    person: SyntheticPerson | None = None


@dataclass(slots=True)
class MadeRoster:
    """A grid of cells and the expected answer; ``hidden`` rows count from 1."""

    grid: list[list[Cell]] = field(default_factory=list)
    expected: list[dict[str, object]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    file_name: str = "名册"


NOTHING = (None, "", " ", "/", "-", "—", "无", "同上", "待补", "补办中", "注销", "不详", "未提供", "单位代办", "签名")
WARNINGS = {"minor", "phone_repeated"}


def _wrong_check(number: str) -> str:
    return number[:17] + ("1" if number[17] != "1" else "2")


class RosterMaker:
    """Makes one roster after another; ``text_only`` leaves out what only workbooks can hold."""

    def __init__(self, seed: int, *, text_only: bool = False) -> None:
        """Begin with a seed."""
        self.chance = random.Random(seed)
        self.people = People(seed)
        self.text_only = text_only
        self.group = self.chance.choice(tuple(GROUP_WORDS))
        self.in_title = self.chance.random() < 0.15

    def lines(self, count: int) -> list[Line]:
        """Return people with traps among them, each trap at most a few times."""
        made: list[Line] = []
        for _ in range(count):
            line = self._faultless()
            if self.chance.random() < 0.3:
                self.chance.choice(self._traps())(line, made)
            made.append(line)
        return made

    def _faultless(self) -> Line:
        person = self.people.person(group=self.group)
        word = self.chance.choice(GROUP_WORDS[self.group])
        return Line(person.name, person.document_no, person.phone, word, person=person)

    def _traps(self) -> list[Callable[[Line, list[Line]], None]]:
        traps: list[Callable[[Line, list[Line]], None]] = [
            self._checksum,
            self._length,
            self._birth,
            self._legacy,
            self._lost_text,
            self._young,
            self._minor,
            self._no_phone,
            self._bad_phone,
            self._same_phone,
            self._no_name,
            self._bad_name,
            self._twice,
            self._written_strangely,
            self._no_number,
            self._several,
            self._name_alone,
        ]
        if not self.in_title:
            traps.append(self._unknown_group)
        return traps if self.text_only else [*traps, self._lost_float, self._phone_number]

    def _checksum(self, line: Line, _made: list[Line]) -> None:
        line.number, line.codes = _wrong_check(str(line.number)), ("id_checksum",)

    def _length(self, line: Line, _made: list[Line]) -> None:
        line.number, line.codes = str(line.number)[: self.chance.choice((14, 16, 17))], ("id_length",)

    def _no_number(self, line: Line, _made: list[Line]) -> None:
        line.number, line.codes = self.chance.choice(NOTHING), ("id_length",)

    def _birth(self, line: Line, _made: list[Line]) -> None:
        day = self.chance.choice(("19900231", "19881301", "20270101", "19930431"))
        first = f"150602{day}{self.chance.randrange(100, 999)}"
        line.number, line.codes = first + check_character(first), ("id_birth",)

    def _legacy(self, line: Line, _made: list[Line]) -> None:
        line.number = legacy_no("150602", born(40, self.chance), self.chance.randrange(100, 999))
        line.codes = ("id_legacy",)

    def _lost_text(self, line: Line, _made: list[Line]) -> None:
        line.number = f"{float(str(line.number)[:17] + '0'):.5E}".replace("E+", "E+")
        line.codes = ("id_lost_digits",)

    def _lost_float(self, line: Line, _made: list[Line]) -> None:
        line.number, line.codes = float(str(line.number)[:17] + "3"), ("id_lost_digits",)

    def _phone_number(self, line: Line, _made: list[Line]) -> None:
        line.phone = float(str(line.phone))

    def _young(self, line: Line, _made: list[Line]) -> None:
        line.number = self.people.number(age=self.chance.randint(5, 15))
        line.codes = ("under_16",)

    def _minor(self, line: Line, _made: list[Line]) -> None:
        line.number = self.people.number(age=self.chance.randint(16, 17))
        line.codes = ("minor",)

    def _no_phone(self, line: Line, _made: list[Line]) -> None:
        line.phone, line.codes = None, ("phone_missing",)

    def _bad_phone(self, line: Line, _made: list[Line]) -> None:
        line.phone = self.chance.choice(("12345678901", "1380013800", "0477-8581234", "无", "138001380001"))
        line.codes = ("phone_invalid",)

    def _same_phone(self, line: Line, made: list[Line]) -> None:
        earlier = [one for one in made if set(one.codes) <= WARNINGS]
        if earlier:
            line.phone, line.codes = self.chance.choice(earlier).phone, ("phone_repeated",)

    def _no_name(self, line: Line, _made: list[Line]) -> None:
        line.name, line.codes = self.chance.choice((None, "\u3000", " ")), ("name_missing",)

    def _bad_name(self, line: Line, _made: list[Line]) -> None:
        line.name = self.chance.choice((f"{line.name}1", f"{line.name}A", f"a{line.name}", "Zhang San"))
        line.codes = ("name_invalid",)

    def _twice(self, line: Line, made: list[Line]) -> None:
        earlier = [one for one in made if not one.codes]
        if earlier:
            first = self.chance.choice(earlier)
            line.name, line.number, line.codes = first.name, first.number, ("duplicate_in_file",)

    def _unknown_group(self, line: Line, _made: list[Line]) -> None:
        line.group, line.codes = self.chance.choice(UNKNOWN_GROUPS), ("group_unknown",)

    def _several(self, line: Line, _made: list[Line]) -> None:
        line.number, line.phone = _wrong_check(str(line.number)), "12345"
        line.codes = ("id_checksum", "phone_invalid")

    def _name_alone(self, line: Line, _made: list[Line]) -> None:
        line.name = self.chance.choice((*NAMES_ALONE, line.name))
        line.number, line.phone = self.chance.choice((None, "", "/", "无")), None
        line.codes = ("id_length", "phone_missing")

    def _written_strangely(self, line: Line, _made: list[Line]) -> None:
        number, phone, name = str(line.number), str(line.phone), str(line.name)
        full = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
        line.number = self.chance.choice(
            (
                number.translate(full),
                f"{number[:6]} {number[6:14]} {number[14:]}",
                f" {number} ",
                number.lower(),
                f"{number[:6]}-{number[6:14]}-{number[14:]}",
                f"\ufeff{number}",
                f"{number}\u200b",
                f"'{number}",
            )
        )
        line.phone = self.chance.choice(
            (
                f"+86 {phone}",
                f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
                f"86{phone}",
                phone.translate(full),
                f"{phone[:3]} {phone[3:7]} {phone[7:]}",
                f"+86{phone}",
                f" {phone}\u00a0",
            )
        )
        if "·" in name:
            line.name = name.replace("·", self.chance.choice("．・‧•.∙⋅･●˙"))
        elif len(name) == 2:
            line.name = self.chance.choice((f"{name[0]} {name[1]}", f"{name[0]}\u3000{name[1]}", f" {name}\u00a0"))
        line.group = self.chance.choice(
            (line.group, f"\u200e{line.group}", f"【{line.group}】", f" {line.group}\u3000")
        )

    def roster(self, count: int = 30) -> MadeRoster:
        """Return a whole sheet."""
        made = MadeRoster()
        columns = self._columns()
        self._titles(made, len(columns))
        self._header(made, columns)
        lines = self.lines(count)
        for index, line in enumerate(lines, start=1):
            self._between(made, columns, index)
            self._person(made, columns, line, index)
        self._end(made, count)
        return made

    def _columns(self) -> list[tuple[str, str]]:
        pick = self.chance.choice
        wanted = [("name", pick(NAME_HEADINGS)), ("number", pick(NUMBER_HEADINGS)), ("phone", pick(PHONE_HEADINGS))]
        if not self.in_title:
            wanted.append(("group", pick(GROUP_HEADINGS)))
        extra = [
            ("sex", "性别"),
            ("nation", "民族"),
            ("note", "备注"),
            ("unit", pick(("工作单位", "所在单位"))),
            ("empty", ""),
            ("contact", pick(("紧急联系人", "车牌号", "家庭住址"))),
            ("dept", pick(("部门", "车队", "所属部门", ""))),
            ("kind", "证件类型"),
            ("sign", "本人签字"),
        ]
        wanted += self.chance.sample(extra, self.chance.randint(0, 4))
        self.chance.shuffle(wanted)
        return [("seq", pick(("序号", "编号", "NO.", "序 号"))), *wanted] if self.chance.random() < 0.6 else wanted

    def _titles(self, made: MadeRoster, width: int) -> None:
        word = self.chance.choice(GROUP_WORDS[self.group])
        while self.in_title and len(word) < 3:
            word = self.chance.choice(GROUP_WORDS[self.group])
        titles: list[str] = []
        if self.in_title or self.chance.random() < 0.6:
            titles.append(f"某某公司{word if self.in_title else ''}集体入会花名册")
        if titles and self.chance.random() < 0.5:
            titles.append("填报单位:某某物流有限公司          2026年11月")
        if titles and self.chance.random() < 0.3:
            titles.append("")
        for title in titles:
            made.grid.append([title or None, *(None for _ in range(1, width))])
            if title and width > 1 and self.chance.random() < 0.7:
                made.merges.append((len(made.grid), len(made.grid), 0, width - 1))

    def _header(self, made: MadeRoster, columns: list[tuple[str, str]]) -> None:
        if self.chance.random() < 0.2:
            upper: list[Cell] = ["基本信息" if kind == "name" else None for kind, _ in columns]
            made.grid.append(upper)
        elif self.chance.random() < 0.15:
            top = len(made.grid) + 1
            made.grid.append([heading for _, heading in columns])
            made.grid.append([None] * len(columns))
            made.merges += [(top, top + 1, column, column) for column in range(len(columns))]
            return
        made.grid.append([heading for _, heading in columns])

    def _between(self, made: MadeRoster, columns: list[tuple[str, str]], index: int) -> None:
        if self.chance.random() < 0.02:
            made.grid.append([None] * len(columns))
        if index > 1 and self.chance.random() < 0.02:
            made.grid.append([heading for _, heading in columns])
        if index > 1 and self.chance.random() < 0.02:
            made.grid.append(["小计", f"{index - 1}人"])
        if index > 1 and self.chance.random() < 0.02:
            made.grid.append([self.chance.choice(("第二车队", "东胜区分部", "二、夜班人员:"))])

    def _person(self, made: MadeRoster, columns: list[tuple[str, str]], line: Line, index: int) -> None:
        others: dict[str, Cell] = {
            "seq": str(index) if self.text_only else float(index),
            "sex": "男",
            "nation": "汉",
            "unit": "某某物流有限公司",
            "dept": self.chance.choice(DEPARTMENTS),
            "contact": "某处某号",
            "kind": "居民身份证",
            "name": line.name,
            "number": line.number,
            "phone": line.phone,
            "group": line.group,
        }
        made.grid.append([others.get(kind) for kind, _ in columns])
        row = len(made.grid)
        if self.chance.random() < 0.02:
            made.hidden.append(row)
        outcome = "accept" if not line.codes else "warn" if set(line.codes) <= WARNINGS else "reject"
        said: dict[str, object] = {"row": row, "outcome": outcome, "codes": list(line.codes)}
        if outcome != "reject" and line.person:
            number = line.person.document_no if "minor" not in line.codes else line.number
            said |= {"name": line.person.name, "document_no": number, "group": self.group}
            said["phone"] = line.person.phone if "phone_repeated" not in line.codes else _digits(line.phone)
        made.expected.append(said)

    def _end(self, made: MadeRoster, count: int) -> None:
        if self.chance.random() < 0.5:
            made.grid.append([part.format(n=count) for part in self.chance.choice(TOTALS)])
        for _ in range(self.chance.randint(0, 3)):
            made.grid.append(list(self.chance.choice(FOOTERS)))


def _digits(phone: Cell) -> str:
    return normalise_phone(str(int(phone)) if isinstance(phone, float) else str(phone))


def write_xlsx(made: MadeRoster, path: Path, *, decoys: bool = False) -> Path:
    """Write a workbook; ``decoys`` adds an explaining sheet before and a hidden list after."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    for row in made.grid:
        sheet.append(row)
    for first_row, last_row, first_column, last_column in made.merges:
        sheet.merge_cells(
            start_row=first_row, end_row=last_row, start_column=first_column + 1, end_column=last_column + 1
        )
    for row_number in made.hidden:
        sheet.row_dimensions[row_number].hidden = True
    if decoys:
        about = book.create_sheet("填表说明", 0)
        about.append(["1. 请如实填写"])
        about.append(["2. 姓名、身份证号、手机号必填"])
        lists = book.create_sheet("下拉数据")
        lists.append(["群体"])
        lists.append(["货车司机"])
        lists.sheet_state = "hidden"
        book.create_sheet("Sheet3")
    book.save(path)
    return path


def _text(cell: Cell) -> str:
    return "" if cell is None else str(int(cell)) if isinstance(cell, float) else cell


def write_csv(made: MadeRoster, path: Path, *, encoding: str, delimiter: str = ",") -> Path:
    """Write delimited text; one with a byte-order mark is ``utf-8-sig`` or ``utf-16``."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([_text(cell) for cell in row] for row in made.grid)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def write_html(made: MadeRoster, path: Path, encoding: str = "utf-8") -> Path:
    """Write what many systems call .xls: an HTML page with one table."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_text(cell))}</td>" for cell in row) + "</tr>\r\n" for row in made.grid
    )
    head = f'<meta charset="{encoding}"><style>td {{mso-number-format:"\\@"}}</style>'
    page = f'<html><head>{head}</head><body><table border="1">{rows}</table></body></html>'
    path.write_bytes(page.encode(encoding))
    return path


def write_spreadsheetml(made: MadeRoster, path: Path) -> Path:
    """Write the XML of Excel 2003, which also goes about as .xls."""
    rows = []
    for number, row in enumerate(made.grid, start=1):
        cells = []
        for column, cell in enumerate(row, start=1):
            if cell is None:
                continue
            kind = "Number" if isinstance(cell, float) else "String"
            value = repr(cell) if isinstance(cell, float) else escape(cell)
            cells.append(f'<Cell ss:Index="{column}"><Data ss:Type="{kind}">{value}</Data></Cell>')
        if cells:
            rows.append(f'<Row ss:Index="{number}">{"".join(cells)}</Row>')
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="名册"><Table>{"".join(rows)}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    return path


def write_ods(made: MadeRoster, path: Path) -> Path:
    """Write a small OpenDocument workbook."""
    rows = []
    for row in made.grid:
        cells = []
        for cell in row:
            if cell is None:
                cells.append("<table:table-cell/>")
                continue
            kind = f'float" office:value="{cell!r}' if isinstance(cell, float) else "string"
            shown = f"<text:p>{escape(str(cell))}</text:p>"
            cells.append(f'<table:table-cell office:value-type="{kind}">{shown}</table:table-cell>')
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="名册">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?>'
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
    return path


__all__ = [
    "TODAY",
    "Line",
    "MadeRoster",
    "RosterMaker",
    "document_no",
    "write_csv",
    "write_html",
    "write_ods",
    "write_spreadsheetml",
    "write_xlsx",
]
