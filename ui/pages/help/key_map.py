"""The key map: every key that does something, in panels by place. Knows no session: it is there before the store."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import Scrolled, column, fill, label, panel, row
from ui.forms.sheets import Sheet

_KEYS = {
    "打开数据": (
        ("Enter", "打开;第一次使用时到下一格、下一步"),
        ("Ctrl+T", "进入演练:假人、假打印机"),
        ("Ctrl+R", "从备份恢复"),
        ("Alt+P", "恢复码存成一页"),
        ("Esc", "第一次使用:上一步、停止读取;从备份恢复退回来"),
        ("Ctrl+O", "第一次使用:换成本县的组织文件"),
        ("Tab / Shift+Tab", "下一处 / 上一处"),
        ("Ctrl + / Ctrl −", "字号"),
        ("F1 / Ctrl+H", "本页"),
    ),
    "换人与锁定": (
        ("Alt+1–9", "选姓名"),
        ("PIN + Enter", "开始工作;没填完的表还在"),
        ("Ctrl+Q", "关闭数据,下次用口令打开"),
        ("Alt+1–6 + PIN", "要两个人看时:选第二个人;Esc 先不做"),
    ),
    "登记": (
        ("Enter", "下一格;最后一格回车即完成"),
        ("Shift+Enter", "上一格"),
        ("Esc", "清空这一格;再按一次丢弃整张表"),
        ("F10 / Ctrl+Enter", "保存、打印、下一位"),
        ("F9 / Ctrl+S", "仅保存"),
        ("F4 / Ctrl+N", "新的一位"),
        ("F6 / Ctrl+J", "拍照(活动要拍时)"),
        ("F7 / Ctrl+B", "读身份证;再按停止"),
        ("拼音首字母、↓", "选群体、用工形式、工会"),
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
        ("F1 / Ctrl+H", "本页;再按或 Esc 回去"),
        ("F2 / Ctrl+Q", "扫码框:扫、粘贴或输入任何码"),
        ("F3 / Ctrl+F", "找一个人"),
        ("F8 / Ctrl+P", "补打上一位"),
        ("F5 / Ctrl+R", "现在同步"),
        ("F12 / Ctrl+L", "锁定"),
        ("Ctrl+1 … Ctrl+9", "换页"),
        ("Alt+Z / Ctrl+W", "开场自检 / 收摊"),
        ("Alt+U", "换人:选姓名,输 PIN"),
        ("Ctrl+0", "状态栏背后的清单;1–9 按那一行的按钮"),
        ("Ctrl + / Ctrl −", "字号"),
        ("Ctrl+T", "打开数据页和设置页:进入、结束演练"),
        ("Alt+K / Alt+V / Alt+C", "设置页:换新恢复码 / 查验审计 / 拿中心的头部来比"),
        ("Ctrl+J", "报表:看值得看一眼的记录"),
        ("Ctrl+Shift+T", "设置页:清空演练数据并结束"),
    ),
    "名册": (
        ("Ctrl+O / Esc", "选择文件 / 停止读取、核对、导入"),
        ("F10 / Ctrl+Enter", "下一步、确认、到场登记"),
        ("Ctrl+G", "同类错误一起改、改待修正"),
        ("Ctrl+E", "导出错误表、未到名单"),
        ("Ctrl+I / Ctrl+U", "导入下一份 / 接着上次导入"),
        ("F9 / F4", "登记签名表 / 名册外的人去登记"),
        ("Ctrl+Y / Ctrl+D", "仪式:按座次制卡、发卡 / 盒签"),
    ),
    "记录": (
        ("Ctrl+Enter", "做下一步该办的"),
        ("Ctrl+E / F8", "更正 / 补打"),
        ("Ctrl+D", "打印登记表"),
        ("Ctrl+Z / Ctrl+Del", "撤销 / 作废"),
        ("Ctrl+U", "显示或收起整个号码"),
        ("Alt+V", "撤回同意、撤回申请"),
    ),
    "其他页": (
        ("F10 / Ctrl+Enter", "发放"),
        ("Ctrl+Enter", "打印会员卡、建立活动"),
        ("F9 / F11", "打印队列:印好了 / 没印出来"),
        ("Alt+3 / Ctrl+Del", "打坏了 / 取消打印"),
        ("Alt+P", "打印队列暂停、继续"),
        ("Ctrl+E / Alt+K", "发放:签收表 / 库存记一笔"),
        ("Ctrl+E", "报表:导出活动日报"),
        ("Alt+1–7", "设置:换一栏"),
        ("F8 / Alt+J / Alt+D", "打印机校准:打校准页 / 按量得的校准 / 去掉一条"),
        ("Alt+G / Alt+W", "设置:个人信息与清除 / 问题包"),
    ),
}
COLUMNS = (("登记", "记录"), ("意愿与已入会", "名册"), ("到处都能用", "其他页"))
"""What is shown at work, as columns of panels."""
START_COLUMNS = (("打开数据",), ("换人与锁定",))
"""What is shown before the store is open."""


def key_map(columns: Sequence[Sequence[str]]) -> QWidget:
    """Return the panels of these places, side by side."""
    made = QWidget()
    body = QHBoxLayout(made)
    body.setContentsMargins(12, 10, 12, 10)
    body.setSpacing(11)
    for titles in columns:
        stack = column(*(_panel(title, _KEYS[title]) for title in titles), None, spacing=11)
        body.addLayout(stack, 1)
    return made


class KeySheet(Sheet):
    """The key map over a page that has no others: F1, Esc and Enter put it away."""

    def __init__(self, room: QWidget, place: Callable[[], QWidget]) -> None:
        """Lie hidden over the whole page."""
        super().__init__("key_sheet", _("按键"), room, place)
        shut = KeyButton("keys_shut", _("看完了"), role="primary", shown="Enter")
        shut.clicked.connect(self.put_away)
        self.lines.addWidget(Scrolled(key_map(START_COLUMNS)), 1)
        fill(self.lines, row(label(_("十分钟演练:按 Ctrl+T,再按 F1 看全部按键"), "soft"), None, shut))

    def accept(self) -> None:
        """Put it away: reading does nothing."""
        self.put_away()

    def event(self, event: QEvent) -> bool:
        """Keep Esc and F1 from the page behind."""
        is_ours = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1)
        if is_ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 puts away what it brought."""
        if event.key() == Qt.Key.Key_F1:
            self.put_away()
        else:
            super().keyPressEvent(event)


def _panel(title: str, keys: tuple[tuple[str, str], ...]) -> QWidget:
    frame, inside = panel(margin=20, spacing=12)
    fill(inside, label(_(title), "title"))
    for key, words in keys:
        meaning = label(_(words), wraps=True)
        line = row(label(key, "key"), spacing=14)
        line.addWidget(meaning, 1)
        inside.addLayout(line)
    return frame
