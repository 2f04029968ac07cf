"""The line above everything: mark, event, policy, operator, lock."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.messages import translate as _
from ui.forms.buttons import button
from ui.forms.parts import fill, label
from ui.icons import pixmap
from ui.session import Session
from ui.theme import set_role
from ui.wording import span

_LARGE = 170
"""From this font scale (per cent) the name of the event needs the room of its hours."""


class Header(QFrame):
    """Shows where and for whom we work. A click on the event opens the list of events."""

    event_clicked = Signal()
    operator_clicked = Signal()
    lock_clicked = Signal()

    def __init__(self, session: Session) -> None:
        """Build once; ``show_all`` fills it."""
        super().__init__()
        set_role(self, "header")
        self._session = session
        self._mark = QLabel()
        self._event = button("header_event", "", "link")
        self._event.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._policy = label("", "pill", name="header_policy")
        self._span = label("", "soft", name="header_span")
        self._papers = label(_("补录"), "training", name="paper_badge")
        self._papers.hide()
        self._training = label(_("演练"), "training", name="training_badge")
        self._training.setVisible(session.is_training)
        self._role = label("", "soft")
        self._operator = button("header_operator", "", "link")
        self._lock = button("lock", _("F12 锁定"), "pill")
        for one in (self._event, self._operator, self._lock):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(16, 0, 16, 0)
        inner.setSpacing(12)
        fill(inner, self._mark, self._event, self._policy, self._span, self._papers, self._training)
        fill(inner, None, self._role, self._operator, self._lock)
        self._event.clicked.connect(self.event_clicked)
        self._operator.clicked.connect(self.operator_clicked)
        self._lock.clicked.connect(self.lock_clicked)
        session.changed.connect(self._on_changed)
        self.show_all()

    def _on_changed(self, changes: Changes) -> None:
        if Topic.EVENTS in changes:
            self.show_all()

    def show_all(self) -> None:
        """Show event and operator as they are now."""
        self.setFixedHeight(self._session.theme.px(48) - (4 if self._session.is_training else 0))
        look, event, operator = self._session.theme.look, self._session.current_event, self._session.operator
        self._mark.setPixmap(pixmap("brand", look["brand"], 28, look["brand_ink"]))
        weight = f"font-weight: 700; color: {look['ink']};"
        self._event.setStyleSheet(weight)
        self._operator.setStyleSheet(weight)
        self._event.setText(event.name if event else _("请选择活动"))
        papers = self._session.application.read.paper_set(event.id) if event else None
        self._papers.setVisible(papers is not None)
        delegated = event is not None and event.policy is ApprovalPolicy.DELEGATED
        self._policy.setText(_("现场批准") if delegated else _("中心批准"))
        self._policy.setVisible(event is not None)
        self._span.setText(span(event) if event else "")
        for one in (self._span, self._role):
            one.setVisible(self._session.theme.scale < _LARGE)
        self._role.setText(_("负责人") if operator.role == "supervisor" else _("登记员"))
        self._operator.setText(operator.name)
        self._operator.setToolTip(_("换人 Alt+U"))
