"""Which rows speak of people."""

from types import MappingProxyType

import pytest

from fieldapp.domain.roster_lines import is_person
from fieldapp.domain.roster_tables import Cell, ColumnMap, TableRow
from fieldapp.domain.roster_words import is_note, is_total

COLUMNS = ColumnMap(
    columns=MappingProxyType({"sequence": 0, "name": 1, "document_no": 2, "phone": 3, "group": 4}), header_row=1
)
NUMBER, PHONE = "150602198506150044", "13912345678"


def person(*texts: str) -> bool:
    return is_person(TableRow(9, tuple(map(Cell, texts))), COLUMNS)


@pytest.mark.parametrize(
    "row",
    [
        ("1", "张三", NUMBER, PHONE, "货车司机"),
        ("1", "", NUMBER, "", ""),
        ("1", "", "", PHONE, ""),
        ("1", "张三", "", "", ""),
        ("", "张三"),
        ("", "古丽娜尔·阿不都热依木"),
        ("1", "张三", "无", "", ""),
        ("1", "张三", "", "无", ""),
        ("1", "张三", "1.50602E+17", "", ""),
        ("1", "", "1506021985", "", ""),
        ("1", "张三1", "", "无", ""),
        ("合计", "", NUMBER, PHONE, ""),
        ("", "李敏", "/", PHONE, "货车司机"),
        ("", "李敏", "-", PHONE, ""),
        ("", "李敏", "同上", PHONE, ""),
        ("", "李敏", "签名", PHONE, "货车司机"),
        ("", "李敏", "备注：护照", PHONE, "货车司机"),
        ("", "共有", "15060219900101", PHONE, "货车司机"),
        ("", "同上", "15060219900101", PHONE, "货车司机"),
        ("", "李敏", "无", "", "货车司机"),
        ("", "阿拉坦其其格乌兰"),
        ("4", "努尔买买提艾力江", "", "", ""),
        ("4", "巴特尔苏和", "/", "/", ""),
        ("", "张"),
        ("", "张", "", "", "货车司机"),
    ],
)
def test_row_that_may_be_a_person_is_one(row: tuple[str, ...]) -> None:
    assert person(*row)


@pytest.mark.parametrize(
    "row",
    [
        (),
        ("", " ", "\u3000"),
        ("12",),
        ("12", "", "", "", "货车司机"),
        ("合计", "73人"),
        ("", "合  计", "", "73"),
        ("总计:73人",),
        ("", "共计七十三人"),
        ("小计", "5", "", "5"),
        ("填表说明:身份证号请填写18位",),
        ("说明", "1.姓名与身份证一致"),
        ("", "注:本表一式两份", "", ""),
        ("", "制表人:李某", "", "联系电话:13800138000"),
        ("", "填表人", "", "13900139000"),
        ("", "单位(公章)", "", ""),
        ("", "(盖章)", ""),
        ("", "2026年11月20日"),
        ("", "年月日"),
        ("第二车队",),
        ("", "东胜区"),
        ("", "夜班人员"),
        ("", "以下空白"),
        ("", "第1页,共2页"),
        ("序号", "姓名", "身份证号", "联系电话", "工种"),
        ("", "姓名", "身份证号"),
        ("1", "张三(示例,请删除本行)", NUMBER, PHONE, "货车司机"),
        ("例", "张三", "15060219XXXXXXXXXX", PHONE, ""),
        ("", "货车司机"),
        ("", "", "", "电话", ""),
        ("", "截止日期", "2026.11", "", ""),
        ("", "男:20人", "女:10人", "", ""),
        ("", "经办人", "李某", "13900001112", ""),
        ("经办人", "李某", "", "13900001112", ""),
        ("", "李某", "经办人", "13900001112", ""),
        ("联系人：", "李某", "", "13900001112", ""),
        ("负责人(签字)", "王某", "", "", ""),
        ("", "情况属实", "", "", ""),
        ("", "特此证明", "", "", ""),
        ("", "以上人员均为自愿入会", "", "", ""),
        ("5", "以上人员均为自愿入会", "", "", ""),
        ("", "", "2026-11-20", "", ""),
        ("", "必填", "必填", "必填", "选填"),
        ("", "货车司机小计", "", "3", ""),
        ("", "第二车队", "", "", "货车司机"),
        ("5", "/", "/", "/", "货车司机"),
        ("", "无", "", "", ""),
        ("示例", "张三", NUMBER, PHONE, "货车司机"),
    ],
)
def test_row_that_is_no_person_is_none(row: tuple[str, ...]) -> None:
    assert not person(*row)


BY_DEPARTMENT = ColumnMap(
    columns=MappingProxyType({"employer": 0, "name": 1, "document_no": 2, "phone": 3, "group": 4}), header_row=1
)


@pytest.mark.parametrize(
    "department", ["公司运输一队", "单位保卫科", "工会办公室", "负责人员", "审核部门", "第三页", "打印店配送", "其他"]
)
@pytest.mark.parametrize("numbers", [("", PHONE), ("无", ""), ("", "")])
def test_department_before_the_name_hides_nobody(department: str, numbers: tuple[str, str]) -> None:
    row = TableRow(9, tuple(map(Cell, (department, "李敏", *numbers, "货车司机"))))
    assert is_person(row, BY_DEPARTMENT)


@pytest.mark.parametrize("label", ["填表人", "单位负责人", "审核人(签字)", "合计", "联系人:"])
def test_label_before_a_name_makes_it_a_signature(label: str) -> None:
    assert not is_person(TableRow(9, tuple(map(Cell, (label, "李敏", "", PHONE, "")))), BY_DEPARTMENT)


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "合 计",
        "总计",
        "小计",
        "共计73人",
        "合计:73人",
        "总人数",
        "共73人",
        "合计（人）",
    ],
)
def test_totals_are_known(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("name", ["张三", "共工", "总某", "注某", "何记"])
def test_names_are_neither_totals_nor_notes(name: str) -> None:
    assert not is_total(name)
    assert not is_note(name)


def test_day_in_a_column_of_its_own_labels_nobody() -> None:
    columns = ColumnMap(columns=MappingProxyType({"name": 1, "document_no": 2, "phone": 3, "group": 4}), header_row=1)
    for day in ("2026年11月20日", "2026/11/20 10:05:00", "2026-11-20"):
        assert is_person(TableRow(9, tuple(map(Cell, (day, "李敏", "", "", "货车司机")))), columns)
    assert not is_person(TableRow(9, tuple(map(Cell, ("填报日期", "2026-11-20")))), columns)
