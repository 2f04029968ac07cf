"""The fields of one person: what they are called, how they take keys, where they stand and in which order."""

from collections.abc import Mapping

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
    "union",
    "consent",
)
"""The way Enter goes; what a document does not need is hidden and left out."""
_PLACES = {
    "document_no": (0, 0, 2), "name": (0, 2, 1), "birth": (1, 0, 1), "sex": (1, 1, 1),
    "phone": (2, 0, 1), "group": (2, 1, 1), "employment": (2, 2, 1),
    "region": (3, 0, 1), "employer": (3, 1, 1), "migrant": (3, 2, 1), "union": (4, 0, 3),
}  # fmt: skip
"""Row, column and columns taken."""
_COLUMNS = 3


def make_fields(document_corner: QWidget, name_corner: QWidget) -> dict[str, Field]:
    """Return the fields by code; the corners stand at the right of the labels of document number and name."""
    document = GroupedLine("document_no", DOCUMENT_GROUPS, keypad_x=True)
    migrant = AnswerLine("migrant", (("yes", _("是"), "y1是"), ("no", _("否"), "n2否"), ("unasked", _("未问"), "0未")))
    migrant.setPlaceholderText(_("是 Y · 否 N · 未问 0"))
    sex = AnswerLine("sex", (("1", _("男"), "1m男"), ("2", _("女"), "2f女")))
    sex.setPlaceholderText(_("男 1 · 女 2"))
    birth = GroupedLine("birth", (4, 2, 2))
    birth.setPlaceholderText(_("年月日 8 位"))
    employer = ChoiceLine("employer", is_free=True, input_method=True)
    employer.setPlaceholderText(_("选填,拼音首字母"))
    return {
        "document_no": Field(_("证件号码"), document, large=True, corner=document_corner),
        "name": Field(_("姓名"), Line("name", input_method=True), large=True, corner=name_corner),
        "birth": Field(_("出生日期"), birth),
        "sex": Field(_("性别"), sex),
        "phone": Field(_("手机号码"), GroupedLine("phone", PHONE_GROUPS), large=True),
        "group": Field(_("群体"), ChoiceLine("group")),
        "employment": Field(_("用工形式"), ChoiceLine("employment")),
        "region": Field(_("从业区域"), ChoiceLine("region")),
        "employer": Field(_("单位 / 平台"), employer),
        "migrant": Field(_("农民工"), migrant),
        "union": Field(_("所入工会"), ChoiceLine("union")),
    }


def grid_of(fields: Mapping[str, QWidget]) -> QGridLayout:
    """Return the fields standing in three columns."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    for code, (line, column, span) in _PLACES.items():
        grid.addWidget(fields[code], line, column, 1, span)
    for column in range(_COLUMNS):
        grid.setColumnStretch(column, 1)
    return grid
