"""The two chips beside the document number: which kind of document it is, and how it was checked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.domain.applications import DocumentCheck, DocumentType
from fieldapp.domain.codes import table
from fieldapp.messages import translate as _
from ui.forms.buttons import button
from ui.forms.parts import row
from ui.theme import set_tone

_CHECKS = (DocumentCheck.ORIGINAL, DocumentCheck.ELECTRONIC, DocumentCheck.STATED)
"""What can be said by hand; 读卡 and 单位名册 come with their devices and lists."""


class DocumentCorner(QWidget):
    """Kind and check of the document; a press takes the next one."""

    kind_moved = Signal()
    check_moved = Signal()
    nothing_shown = Signal()

    def __init__(self) -> None:
        """Begin with a resident's card, seen in the original."""
        super().__init__()
        self.kind, self.check = DocumentType.RIC, DocumentCheck.ORIGINAL
        self._check_chip = button("document_check", "", "corner")
        self._kind_chip = button("document_type", "", "corner")
        self._check_chip.setToolTip(_("证件怎样核验:原件、电子证照或口报  Alt+D"))
        self._kind_chip.setToolTip(_("换一种证件  Alt+T"))
        nothing = button("no_document", _("没有证件 Alt+I"), "corner")
        nothing.setToolTip(_("意向登记:先留姓名和手机  Alt+I"))
        nothing.clicked.connect(self.nothing_shown)
        for chip in (nothing, self._check_chip, self._kind_chip):
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(row(nothing, self._kind_chip, self._check_chip, spacing=2))
        self._check_chip.clicked.connect(self.next_check)
        self._kind_chip.clicked.connect(self.next_kind)
        self.show_document(self.kind, self.check)

    def show_document(self, kind: DocumentType, check: DocumentCheck) -> None:
        """Show what a draft states."""
        self.kind, self.check = kind, check
        self._kind_chip.setText(table("document_types").label(kind))
        self._check_chip.setText(table("document_checks").label(check))
        set_tone(self._check_chip, "warning" if check is DocumentCheck.STATED else "")

    def next_check(self) -> None:
        """Say another way in which the document was checked."""
        place = _CHECKS.index(self.check) if self.check in _CHECKS else -1
        self.show_document(self.kind, _CHECKS[(place + 1) % len(_CHECKS)])
        self.check_moved.emit()

    def next_kind(self) -> None:
        """Take another kind of document."""
        kinds = tuple(DocumentType)
        self.show_document(kinds[(kinds.index(self.kind) + 1) % len(kinds)], self.check)
        self.kind_moved.emit()
