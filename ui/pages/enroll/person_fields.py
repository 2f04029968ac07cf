"""The fields of one person: what they are called, how they take keys, where they stand and in which order."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.choices import ChoiceLine
from ui.forms.fields import Field
from ui.forms.lines import DOCUMENT_GROUPS, PHONE_GROUPS, AnswerLine, GroupedLine, Line

ORDER = (
    "document_no",
    "name",
    "birth",
    "sex",
    "phone",
    "group",
    "employment",
    "region",
    "employer",
    "migrant",
    "ethnicity",
    "union",
    "consent",
)
"""The way Enter goes; what a document does not need is hidden and left out."""
_THREE_COLUMNS = {
    "document_no": (0, 0, 2), "name": (0, 2, 1), "birth": (1, 0, 1), "sex": (1, 1, 1),
    "phone": (2, 0, 1), "group": (2, 1, 1), "employment": (2, 2, 1),
    "region": (3, 0, 1), "employer": (3, 1, 1), "migrant": (3, 2, 1), "union": (4, 0, 3), "ethnicity": (4, 2, 1),
}  # fmt: skip
"""Row, column and columns taken; the union gives way to 民族 where that is asked."""
_FOUR_COLUMNS = {
    "document_no": (0, 0, 2), "name": (0, 2, 1), "phone": (0, 3, 1), "birth": (1, 0, 1), "sex": (1, 1, 1),
    "group": (2, 0, 1), "employment": (2, 1, 1), "region": (2, 2, 1), "employer": (2, 3, 1),
    "migrant": (3, 0, 1), "union": (3, 1, 3), "ethnicity": (3, 3, 1),
}  # fmt: skip
_MOST_COLUMNS = 4
_SHARES = {3: (19, 19, 23, 0), 4: (9, 12, 9, 9)}
"""Widths of the columns where they are narrow: the longest form of employment stands in the wide one."""
_CLOSE = ("group", "employment", "region", "employer", "migrant", "union", "ethnicity")
"""Fields that give up the room of an empty verdict when letters are large."""


def make_fields(document_corner: QWidget, name_corner: QWidget) -> dict[str, Field]:
    """Return the fields by code; the corners stand at the right of the labels of document number and name."""
    document = GroupedLine("document_no", DOCUMENT_GROUPS, keypad_x=True)
    migrant = AnswerLine("migrant", (("yes", _("是"), "y1是"), ("no", _("否"), "n2否"), ("unasked", _("未问"), "0未")))
    migrant.setPlaceholderText(_("是Y 否N 未问0"))
    sex = AnswerLine("sex", (("1", _("男"), "1m男"), ("2", _("女"), "2f女")))
    sex.setPlaceholderText(_("男 1 · 女 2"))
    birth = GroupedLine("birth", (4, 2, 2))
    birth.setPlaceholderText(_("年月日 8 位"))
    employer = ChoiceLine("employer", is_free=True, input_method=True)
    employer.setPlaceholderText(_("选填,拼音首字母"))
    group, employment = ChoiceLine("group"), ChoiceLine("employment")
    for line in (group, employment):
        line.setPlaceholderText(_("拼音首字母或 ↓"))
    return {
        "document_no": Field(_("证件号码"), document, large=True, corner=document_corner),
        "name": Field(_("姓名"), Line("name", input_method=True), large=True, corner=name_corner),
        "birth": Field(_("出生日期"), birth),
        "sex": Field(_("性别"), sex),
        "phone": Field(_("手机号码"), GroupedLine("phone", PHONE_GROUPS), large=True),
        "group": Field(_("群体"), group),
        "employment": Field(_("用工形式"), employment),
        "region": Field(_("从业区域"), ChoiceLine("region")),
        "employer": Field(_("单位 / 平台"), employer),
        "migrant": Field(_("农民工"), migrant),
        "ethnicity": Field(_("民族"), ChoiceLine("ethnicity")),
        "union": Field(_("所入工会"), ChoiceLine("union")),
    }


def new_grid() -> QGridLayout:
    """Return an empty grid for fields."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    return grid


def stand(fields: Mapping[str, Field], grid: QGridLayout, columns: int, *, is_close: bool) -> None:
    """Let the fields stand in three or four columns; ``is_close`` saves the room of empty verdicts."""
    places = _FOUR_COLUMNS if columns == _MOST_COLUMNS else _THREE_COLUMNS
    for code, (line, column, span) in places.items():
        field = fields[code]
        grid.removeWidget(field)
        gives_way = code == "union" and not fields["ethnicity"].isHidden()
        grid.addWidget(field, line, column, 1, span - 1 if gives_way else span, Qt.AlignmentFlag.AlignTop)
        field.set_compact(is_compact=is_close and code in _CLOSE)
    for column in range(_MOST_COLUMNS):
        grid.setColumnStretch(column, _SHARES[columns][column] if is_close else int(column < columns))
