"""A field of a form: label above, where its value came from at the right, its verdict below."""

from dataclasses import fields

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.applications import ApplicationDraft, Source
from fieldapp.messages import translate as _
from ui.forms.lines import Line
from ui.forms.parts import ElidedLabel, label
from ui.theme import set_look, set_tone

_SOURCES = {
    Source.TYPED: "手工",
    Source.PINNED: "沿用",
    Source.READER: "读卡器",
    Source.OCR: "识别",
    Source.ROSTER: "名册",
    Source.PHONE: "手机",
    Source.DERIVED: "自动",
}


_WITH_SOURCE = frozenset(one.name for one in fields(ApplicationDraft))
"""Only what goes into an application has a provenance; a passphrase is just typed."""
_HEAD = 20
"""Labels with and without a provenance beside them stand on one line (px)."""


class Field(QWidget):
    """One field. ``edited`` and ``left`` carry its code."""

    edited = Signal(str)
    left = Signal(str)

    def __init__(
        self, words: str, line: Line, *, large: bool = False, compact: bool = False, corner: QWidget | None = None
    ) -> None:
        """Stand a line under its label; ``corner`` is a widget of its own at the label's right.

        A ``compact`` field takes no room for a verdict while there is none.
        """
        super().__init__()
        self.line = line
        self.code = line.objectName()
        self.source: Source | None = None
        self._is_compact = compact
        self._label = label(words, "label")
        self._label.setBuddy(line)
        self._source = label("", "source")
        self._source.hide()
        self._verdict = ElidedLabel("verdict", f"{self.code}_verdict")
        line.setAccessibleName(words)
        if large:
            line.setProperty("letters", "large")
        self._lay_out(corner)
        self.say("")
        line.value_edited.connect(self._on_edited)
        line.left.connect(lambda: self.left.emit(self.code))

    def _lay_out(self, corner: QWidget | None) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(6)
        head.addStrut(_HEAD)  # a least height of the label itself would let large letters be cut to it
        head.addWidget(self._label)
        head.addStretch(1)
        head.addWidget(self._source)
        if corner is not None:
            head.addWidget(corner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.line)
        column.addWidget(self._verdict)

    def set_compact(self, *, is_compact: bool) -> None:
        """Keep room for a verdict that is not there, or save it."""
        self._is_compact = is_compact
        self._verdict.setVisible(bool(self._verdict.text()) or not is_compact)

    def add_inside(self, widget: QWidget, width: int) -> None:
        """Stand a widget inside the line, at its right end; the words keep clear of ``width`` pixels."""
        holder = QHBoxLayout(self.line)
        holder.setContentsMargins(0, 0, 2, 0)
        holder.addStretch(1)
        holder.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.line.setTextMargins(0, 0, width, 0)

    def set_words(self, words: str) -> None:
        """Call the field something else."""
        self._label.setText(words)
        self.line.setAccessibleName(words)

    @property
    def verdict(self) -> str:
        """Return the words under the field."""
        return self._verdict.text()

    def rename(self, words: str) -> None:
        """Ask for something else."""
        self._label.setText(words)
        self.line.setAccessibleName(words)

    def value(self) -> str:
        """Return the value for the draft."""
        return self.line.value()

    def set_value(self, value: str, source: Source | None = None) -> None:
        """Show a value and where it came from."""
        self.line.set_value(value)
        self.set_source(source if value else None)

    def set_source(self, source: Source | None, words: str = "") -> None:
        """Show the provenance; carried-over values are blue, typed ones say nothing but the word."""
        self.source = source
        text = words or (_(_SOURCES[source]) if source and self.code in _WITH_SOURCE else "")
        self._source.setText(text)
        self._source.setVisible(bool(text))
        if text:
            set_tone(self._source, "action" if source is Source.PINNED else "")
        set_look(self.line, "derived", "true" if source is Source.DERIVED else "")

    def say(self, words: str, tone: str = "") -> None:
        """Show the verdict; tone error or warning also marks the line."""
        self._verdict.setText(words)
        self._verdict.setVisible(bool(words) or not self._is_compact)
        set_tone(self._verdict, tone)
        set_tone(self.line, tone if tone in ("error", "warning") else "")

    @property
    def is_faulty(self) -> bool:
        """Whether its verdict is an error."""
        return bool(self.line.property("tone") == "error")

    def _on_edited(self) -> None:
        self.set_source(Source.TYPED if self.line.value() else None)
        self.edited.emit(self.code)
