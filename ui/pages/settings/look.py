"""The section 外观与锁定: theme, size of the letters, when the desk locks itself."""

from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from fieldapp.messages import translate as _
from ui.forms.buttons import button
from ui.forms.comboboxes import Choice, labelled
from ui.forms.parts import column, fill, label, panel, row
from ui.operations import settings
from ui.session import Session
from ui.shell.idle import CHOICES, SETTING, USUAL_MINUTES
from ui.tokens import SCALES, ThemeName, tokens

_IDLE_WORDS = {0: "不自动锁定"}
_MEANT_FOR = {
    ThemeName.STANDARD: "室内、帐篷里",
    ThemeName.OUTDOOR: "太阳底下:黑字白底,粗边",
    ThemeName.DARK: "晚上、车里",
}


class LookPanel(QWidget):
    """Everything here acts at once."""

    def __init__(self, session: Session) -> None:
        """Offer themes, sizes and minutes."""
        super().__init__()
        self._session = session
        self.themes = {name: self._theme_button(name) for name in ThemeName}
        self.scale = Choice("font_scale", [(one, f"{one}%") for one in SCALES])
        self.idle = Choice("idle_minutes", [(n, _(_IDLE_WORDS.get(n, "{n} 分钟")).format(n=n)) for n in CHOICES])
        look, shown = panel(margin=18, spacing=10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(1, 1)
        for place, (name, made) in enumerate(self.themes.items()):
            grid.addWidget(made, place, 0)
            grid.addWidget(label(_(_MEANT_FOR[name]), "small", wraps=True), place, 1)
        fill(shown, label(_("外观"), "title"), grid, labelled(_("字号(Ctrl + / Ctrl −)"), self.scale))
        lock, asked = panel(margin=18, spacing=10)
        words = label(_("锁上以后,没填完的表和光标都在原处,输 PIN 接着做。"), "small", wraps=True)
        fill(asked, label(_("锁定"), "title"), labelled(_("没人动多久就锁定(F12 马上锁)"), self.idle), words)
        body = row(spacing=11)
        body.addLayout(column(look, None, spacing=0), 1)
        body.addLayout(column(lock, None, spacing=0), 1)
        self.setLayout(body)
        self.scale.activated.connect(lambda _place: self._on_scale())
        self.idle.activated.connect(
            lambda _place: settings.change_setting(session, SETTING, self.idle.value(), lambda _result: None)
        )

    def refresh(self) -> None:
        """Show what is worn and what is set."""
        for name, one in self.themes.items():
            one.setChecked(name is self._session.theme.name)
        self.scale.choose(self._session.theme.scale)
        self.idle.choose(int(self._session.application.read.settings().get(SETTING, USUAL_MINUTES)))

    def _theme_button(self, name: ThemeName) -> QPushButton:
        made = button(f"theme_{name}", tokens(name).title, "choice")
        made.setCheckable(True)
        made.clicked.connect(lambda: self._on_theme(name))
        return made

    def _on_theme(self, name: ThemeName) -> None:
        self._session.theme.name = name
        self._session.look_changed.emit()
        self.refresh()

    def _on_scale(self) -> None:
        self._session.theme.scale = self.scale.value()
        self._session.look_changed.emit()
