"""The panel 打印: what F10 prints by itself, and where."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from fieldapp.messages import translate as _
from ui.forms.comboboxes import Choice, labelled
from ui.forms.parts import fill, label
from ui.operations import settings
from ui.session import Session
from ui.theme import set_role

_POLICIES = {"once": "每人打印一次", "always": "每次都打印", "never": "不自动打印"}
_FORM_POLICIES = {"never": "不自动打印", "once": "每人打印一次", "always": "每次都打印"}


class PrintingPanel(QFrame):
    """Three choices, each kept at once."""

    def __init__(self, session: Session) -> None:
        """Offer the policies; the printers are asked for at ``refresh``."""
        super().__init__()
        set_role(self, "panel")
        self._session = session
        self.policy = Choice("print_policy", ((one, _(words)) for one, words in _POLICIES.items()))
        self.form_policy = Choice("form_policy", ((one, _(words)) for one, words in _FORM_POLICIES.items()))
        self.printer = Choice("default_printer")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(18, 18, 18, 18)
        lines.setSpacing(10)
        fill(
            lines,
            label(_("打印"), "title"),
            labelled(_("F10 之后,卡或凭证"), self.policy),
            labelled(_("F10 之后,登记表"), self.form_policy),
            labelled(_("打印机"), self.printer),
        )
        self.printer.activated.connect(lambda _place: session.prints.choose_printer(self.printer.value()))
        self.policy.activated.connect(lambda _place: settings.set_print_policy(session, self.policy.value()))
        self.form_policy.activated.connect(lambda _place: settings.set_form_policy(session, self.form_policy.value()))

    def refresh(self) -> None:
        """Read the policies and the printers that are there."""
        prints, kept = self._session.prints, self._session.application.read.settings()
        self.printer.offer([("", _("只进打印队列,稍后打印")), *((name, name) for name in prints.printers)])
        self.printer.choose(prints.printer)
        self.policy.choose(str(kept.get("print_policy") or "once"))
        self.form_policy.choose(str(kept.get("form_policy") or "never"))
