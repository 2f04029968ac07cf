"""Joining a centre: address, one-time code, and eight digits that two people compare."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from fieldapp.domain.ports import Provisioning
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import read_device_code
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label, row
from ui.session import Session
from ui.theme import set_role


class JoinCentre(QFrame):
    """Asks for address and code; shows the hub's fingerprint to compare before the code is sent."""

    def __init__(self, session: Session) -> None:
        """Start empty."""
        super().__init__()
        set_role(self, "panel")
        self._session = session
        self.address = Field(_("中心地址"), Line("hub_url"), compact=True)
        self.address.line.setPlaceholderText("https://")
        self.code = Field(_("一次性接入码(10 位)"), Line("hub_code"), compact=True)
        self.fingerprint = Field(_("中心指纹的前 8 位(写在接入单上)"), Line("hub_fingerprint"), compact=True)
        self.button = KeyButton("hub_join", _("接入中心"), role="primary", shown="Enter")
        self._said = label("", "verdict", name="hub_said", wraps=True)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(18, 16, 18, 16)
        inner.setSpacing(6)
        fill(inner, label(_("接入中心"), "title"), self.address, row(self.code, self.fingerprint, spacing=14))
        fill(inner, row(self._said, None, self.button))
        self.address.line.entered.connect(self.code.line.setFocus)
        self.code.line.entered.connect(self.fingerprint.line.setFocus)
        self.fingerprint.line.entered.connect(self.join)
        self.button.clicked.connect(self.join)

    def take_code(self, text: str) -> None:
        """Take a scanned ``UD1:`` text: code, address and the fingerprint that pins the centre's key."""
        found = read_device_code(text)
        if isinstance(found, Refusal):
            self._session.say_refusal(found)
            return
        self.code.set_value(found.one_time)
        self.address.set_value(found.url)
        self.fingerprint.set_value(found.fingerprint)
        self.button.setFocus()

    def join(self) -> None:
        """Enrol this laptop; without a fingerprint the hub's own is shown to be compared."""
        self._said.setText(_("正在联系中心…"))
        self.button.setEnabled(False)
        stated = self.fingerprint.value() or None
        self._session.syncing.join_centre(self.address.value(), self.code.value(), stated, self._on_answer)

    def _on_answer(self, answer: Provisioning | Refusal) -> None:
        self.button.setEnabled(True)
        if isinstance(answer, Refusal):
            said = message(answer.code, answer.details)
            self._said.setText(f"{said.title}:{said.reason}{said.remedy}")
            if answer.code == "fingerprint_to_compare":
                self.fingerprint.line.setFocus()
            return
        self._said.setText("")
        self._session.publish_everything()
        self._session.say(message("hub_joined"), "success")
        self._session.syncing.begin_again()
