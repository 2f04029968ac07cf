"""F1: the key map on one page."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.parts import Scrolled, column, fill, label, panel, row
from ui.pages.page import Page
from ui.session import Session

_KEYS = {
    "登记": (
        ("Enter", "下一格;最后一格回车即完成"),
        ("Shift+Enter", "上一格"),
        ("Esc", "清空这一格;再按一次丢弃整张表"),
        ("F10 / Ctrl+Enter", "保存、打印、下一位"),
        ("F9 / Ctrl+S", "仅保存"),
        ("F4 / Ctrl+N", "新的一位"),
        ("F6 / Ctrl+J", "拍照(活动要拍时)"),
        ("F7 / Ctrl+B", "读身份证;再按停止"),
        ("F8 / Ctrl+P", "补打上一位"),
        ("Ctrl+Z", "空表时撤销上一位"),
        ("* 或 .", "小键盘输入 X"),
        ("Alt+D / Alt+T", "证件怎样核验 / 换证件种类"),
        ("Alt+K", "图钉:这一格下一位沿用或不沿用"),
    ),
    "意愿与已入会": (
        ("Alt+S", "签字板"),
        ("扫码或表号 + Enter", "登记表上已签字"),
        ("Alt+M / Alt+L", "手机确认 / 先登记,凭证上后签"),
        ("Alt+5–8 / Alt+Y", "另征同意的四项 / 看告知书"),
        ("Alt+I", "意向登记:没有证件号码的人"),
        ("Alt+B", "补录:没有电脑那天签好的表"),
        ("1–4 / Alt+1–4", "转会、补卡、更新信息、不是同一人"),
        ("Alt+Enter", "横幅右边的按钮"),
    ),
    "到处都能用": (
        ("F1 / Ctrl+H", "本页"),
        ("F2 / Ctrl+Q", "扫码框:扫、粘贴或输入任何码"),
        ("F3 / Ctrl+F", "找一个人"),
        ("F5 / Ctrl+R", "现在同步"),
        ("F12 / Ctrl+L", "锁定"),
        ("Ctrl+1 … Ctrl+9", "换页"),
        ("Alt+Z / Ctrl+W", "开场自检 / 收摊"),
        ("Alt+U", "换人:选姓名,输 PIN"),
        ("Ctrl+0", "状态栏背后的清单;1–9 按那一行的按钮"),
        ("Ctrl + / Ctrl −", "字号"),
        ("Ctrl+T", "打开数据页和设置页:进入、结束演练"),
    ),
    "名册": (
        ("Ctrl+O", "选择文件"),
        ("F10 / Ctrl+Enter", "下一步、确认、到场登记"),
        ("Ctrl+G", "同类错误一起改、改待修正"),
        ("Ctrl+E", "导出错误表、未到名单"),
        ("Ctrl+I / Ctrl+U", "导入下一份 / 接着上次导入"),
        ("F9 / F4", "登记签名表 / 名册外的人去登记"),
        ("Ctrl+Y", "仪式:按座次制卡、发卡"),
    ),
    "记录": (
        ("Ctrl+Enter", "做下一步该办的"),
        ("Ctrl+E / F8", "更正 / 补打"),
        ("Ctrl+D", "打印登记表"),
        ("Ctrl+Z / Ctrl+Del", "撤销 / 作废"),
        ("Ctrl+U", "显示或收起整个号码"),
    ),
    "其他页": (
        ("F10 / Ctrl+Enter", "发放"),
        ("Ctrl+Enter", "打印会员卡、建立活动"),
        ("F9 / F11", "打印队列:印好了 / 没印出来"),
        ("Alt+3 / Ctrl+Del", "打坏了 / 取消打印"),
        ("Alt+P", "打印队列暂停、继续"),
        ("Ctrl+E / Alt+K", "发放:签收表 / 库存记一笔"),
        ("Ctrl+E", "报表:导出活动日报"),
    ),
}
_COLUMNS = (("登记", "记录"), ("意愿与已入会", "名册"), ("到处都能用", "其他页"))


class HelpPage(Page):
    """Every key that does something."""

    name = "help"

    def __init__(self, session: Session) -> None:
        """Build one panel per place."""
        super().__init__(session)
        sheet = QWidget()
        body = QHBoxLayout(sheet)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        for titles in _COLUMNS:
            stack = column(*(_panel(title, _KEYS[title]) for title in titles), None, spacing=11)
            body.addLayout(stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(sheet))


def _panel(title: str, keys: tuple[tuple[str, str], ...]) -> QWidget:
    frame, inside = panel(margin=20, spacing=12)
    fill(inside, label(_(title), "title"))
    for key, words in keys:
        meaning = label(_(words), wraps=True)
        line = row(label(key, "key"), spacing=14)
        line.addWidget(meaning, 1)
        inside.addLayout(line)
    return frame
