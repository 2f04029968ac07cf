"""Whose roster it is, as the lines above its header say; a file's name is never believed."""

import re

from fieldapp.domain.roster_tables import RosterTable
from fieldapp.domain.text import half_width, single_blanks

_STATED = re.compile(
    r"(?:填报|填表|报送|上报|所属|用人|工作)?(?:单位|企业|公司|工会)(?:名称)?(?:\((?:盖章|公章|签章)\))?:\s*(.+)"
)
_IN_TITLE = re.compile(
    r"(.{2,40}?(?:有限责任公司|有限公司|分公司|公司|集团|合作社|物流园|经营部|服务部|服务中心|站点|车队))(?=\S*(?:名册|名单|登记表|汇总表|信息表|明细表|统计表))"
)
_AFTER = re.compile(r" {2,}|\t|(?:填表|填报|制表|联系|日期|时间|[0-9]{4}年).*$")
_MAXIMUM = 60


def title_company(roster: RosterTable) -> str:
    """Return the company that the titles name (填报单位:…, 某某公司入会名册); empty when they name none."""
    titles = [
        half_width(cell.text.strip())
        for row in roster.rows
        if row.number < roster.header_row
        for cell in row.cells
        if not cell.is_blank
    ]
    for pattern in (_STATED, _IN_TITLE):
        for title in titles:
            found = pattern.match(title)
            company = single_blanks(_AFTER.split(found[1], maxsplit=1)[0]).strip(" :_") if found else ""
            if 2 <= len(company) <= _MAXIMUM:
                return company
    return ""
