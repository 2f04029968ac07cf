"""Tells people from everything else that stands in a roster: totals, notes, signatures, sections.

A row that might be a person is one: it is then rejected with a reason rather than overlooked.
"""

import re

from fieldapp.domain.codes import group_of
from fieldapp.domain.names import check_name, normalise_name
from fieldapp.domain.roster_headers import heading_field, looks_like_document, looks_like_phone
from fieldapp.domain.roster_tables import Cell, ColumnMap, TableRow
from fieldapp.domain.text import half_width, without_blanks

_TOTAL = re.compile(
    r"(本页|本表|以上|全部|人数|总)?(合计|小计|总计|共计|累计|总人数|人数合计|合计人数|共有|总共|小结|合並|合并计)([:(（].*)?"
    r"|(合计|小计|总计|共计|共|总数|人数|总人数)[:(]?[0-9一二三四五六七八九十百千]+(人|名|条|个)?\)?"
)
_NOTE = re.compile(
    r"(填表|填报|填写|制表|审核|审批|复核|经办|负责|联系|报送|上报|统计|批准|主管|单位|公司|企业|工会|基层|盖章|签字|签名|签章|签收|公章|印章|"
    r"说明|备注|注意|注|附|要求|日期|时间|年月日|以上|以下|此表|本表|本页|第[0-9一二三四五六七八九十]+页|续表|接上页|转下页|打印)"
)
_NOTE_WHOLE = re.compile(
    r"(填表|填写|填报|其他|特别)?(说明|备注|注意|附注|注释|要求|须知|注意事项|提示|附件)|注|以下空白|空白|此行以下无内容|以下无|无|/+|-+|—+|…+|\.{2,}|同上|(盖|公|印|签)章(处)?|签(字|名)(处)?|(\(?盖章\)?)|"
    r"[0-9]{0,4}年[0-9]{0,2}月[0-9]{0,2}日?|第[0-9]+页(,?共[0-9]+页)?|共[0-9]+页"
)
_SECTION_END = re.compile(
    r".*(队|组|部|区|公司|站|点|班|工会|街道|镇|乡|苏木|旗|县|市|车间|中心|分拨|仓|线|名单|名册|情况|明细|人员|员工|示例|样例|例|"
    r"日期|时间|单位|电话|地址|人数|总数|号码|负责人|联系人)"
)
_ROLE = re.compile(
    r"(填表|填报|填写|制表|审核|审批|复核|复审|经办|负责|联系|报送|上报|统计|批准|主管|单位|工会|基层工会|企业)"
    r"(人|者|人员|单位|领导|部门|日期|时间|电话|方式|主席|意见|负责人|联系人|经办人)?(签字|签名|盖章|签章|公章)?"
)
_DIGITS = 7
_LABELLED = re.compile(r".{1,14}[:：].*")
_EXAMPLE = re.compile(r".*(示例|样例|范例|样表).*|例[:：]?|例如.*")


def _folded(text: str) -> str:
    return half_width(without_blanks(text))


def is_total(text: str) -> bool:
    """Whether a text opens a line of totals (合计, 小计, 共 73 人)."""
    return _TOTAL.fullmatch(_folded(text)) is not None


def is_note(text: str) -> bool:
    """Whether a text is a remark, a signature line, a date, a page number or a filler."""
    folded = _folded(text)
    if _NOTE_WHOLE.fullmatch(folded) or _ROLE.fullmatch(folded):
        return True
    return _NOTE.match(folded) is not None and (len(folded) > 4 or ":" in folded or "：" in text)


def _is_header_again(row: TableRow, columns: ColumnMap) -> bool:
    """Whether the header is repeated on a new page: two of its fields' headings stand in their columns."""
    said = 0
    for name in ("name", "document_no", "phone", "group"):
        named = heading_field(row.cell(columns.column(name)).text)
        said += named is not None and named[0] == name
    return said >= 2


def _reads_as_name(cell: Cell) -> bool:
    """Whether a text reads as a person's name and as nothing else."""
    name = normalise_name(cell.text)
    if check_name(name) or group_of(name) or is_note(name) or is_total(name) or _SECTION_END.fullmatch(name):
        return False
    return "·" in name or 2 <= len(name) <= 4


def _is_remark_row(row: TableRow) -> bool:
    return any(
        is_total(text) or is_note(text) or _LABELLED.fullmatch(text) or _EXAMPLE.fullmatch(text)
        for text in row.texts[:2]
    )


def is_person(row: TableRow, columns: ColumnMap) -> bool:
    """Whether a row below the header speaks of a person.

    A document number or a phone in its column decides; a row with only a name is a person when
    that reads as a name; totals, notes, signatures and repeated headers are none.
    """
    document, phone, name = (row.cell(columns.column(field)) for field in ("document_no", "phone", "name"))
    if looks_like_document(document):
        return _EXAMPLE.fullmatch(name.text.strip()) is None
    if name.is_blank and document.is_blank and phone.is_blank:
        return False
    if _is_remark_row(row) or _is_header_again(row, columns):
        return False
    if looks_like_phone(phone) or _reads_as_name(name):
        return True
    # neither a number nor a name: a line number or many digits still speak of somebody
    digits = sum(character.isdigit() for character in document.text + phone.text)
    numbered = row.cell(columns.column("sequence")).text.strip().isdecimal()
    filled = sum(not cell.is_blank for cell in (document, phone, name))
    return digits >= _DIGITS or (numbered and filled > 1)
