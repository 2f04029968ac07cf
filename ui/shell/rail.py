"""The rail: the pages in the order of a day."""

from collections.abc import Container

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from fieldapp.messages import translate as _
from ui.icons import icon
from ui.theme import Theme, set_look, set_role

PAGES = {
    "today": "今日",
    "enroll": "登记",
    "rosters": "名册",
    "cards": "会员卡",
    "handouts": "发放",
    "records": "记录",
    "sync": "同步",
    "reports": "报表",
    "settings": "设置",
}
_WIDTH, _HEIGHT = 84, 58
_LEAST, _HIGHEST = 52, 68
"""Nine pages must fit 720 pixels, and stay close together on a large screen."""
_BESIDE = 170
"""From this font scale (per cent) the words stand beside the icons: under them there is no height."""


class Rail(QFrame):
    """Icons with words under them; ``chosen`` brings a page's name."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        """One button per page; the workspace gives each its Ctrl+digit, which must not wait for a button to move."""
        super().__init__()
        set_role(self, "rail")
        self._theme = theme
        self._buttons: dict[str, QToolButton] = {}
        self._dimmed: frozenset[str] = frozenset()
        self._group = QButtonGroup(self)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 8, 0, 8)
        inner.setSpacing(2)
        for place, (name, words) in enumerate(PAGES.items(), 1):
            made = QToolButton()
            made.setObjectName(f"rail_{name}")
            made.setText(_(words))
            made.setAccessibleName(_(words))
            made.setToolTip(f"{_(words)}  Ctrl+{place}")
            made.setIconSize(QSize(26, 26))
            made.setCheckable(True)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            set_role(made, "rail")
            made.clicked.connect(lambda _checked=False, page=name: self.chosen.emit(page))
            self._group.addButton(made)
            self._buttons[name] = made
            inner.addWidget(made)
        inner.addStretch(1)
        self.show_look()

    def show_look(self) -> None:
        """Draw the icons in the theme's colours."""
        look = self._theme.look
        self.setFixedWidth(self._theme.px(_WIDTH))
        style = Qt.ToolButtonStyle
        beside = self._theme.scale >= _BESIDE
        for name, made in self._buttons.items():
            made.setToolButtonStyle(style.ToolButtonTextBesideIcon if beside else style.ToolButtonTextUnderIcon)
            made.setMinimumHeight(_LEAST)
            made.setMaximumHeight(min(self._theme.px(_HEIGHT), _HIGHEST))
            is_dim = name in self._dimmed
            set_look(made, "dim", "true" if is_dim else "")
            made.setIcon(icon(name, look["ink_faint" if is_dim else "ink_soft"], look["brand"], 26))

    def allow(self, pages: Container[str]) -> None:
        """Dim the pages that cannot be opened now; a press or their key still says why."""
        self._dimmed = frozenset(name for name in self._buttons if name not in pages)
        self.show_look()

    def mark(self, page: str) -> None:
        """Show which page is in front; an unknown one marks none."""
        if page in self._buttons:
            self._buttons[page].setChecked(True)
        else:
            self._group.setExclusive(False)
            for made in self._buttons.values():
                made.setChecked(False)
            self._group.setExclusive(True)
