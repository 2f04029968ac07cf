"""What the desktop around the window would keep of it: where files were chosen, and what was copied.

Input methods learn words, too: every line of ours asks them not to (``ui.forms.lines``).
"""

import os
import sys

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QSettings, Qt
from PySide6.QtGui import QClipboard

_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)
_HINTS = {
    # Klipper, fcitx and their like keep nothing that a password manager copied
    "x-kde-passwordManagerHint": b"secret",
    # Windows: "Cloud Clipboard and Clipboard History Formats" of the clipboard's documentation, a DWORD 0 means no
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
}


def keep_no_history() -> None:
    """Let file dialogs remember nothing beyond this run, neither folders nor files. Before the application is made.

    Qt's own dialog writes the folders it showed to ``QtProject.conf``, GTK's enters each file into the desktop's
    list of recent documents. Windows' dialog is asked for its drives and networks and stays.
    """
    if sys.platform != "win32":
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)


def owns(clipboard: QClipboard, mode: QClipboard.Mode) -> bool:
    """Whether what lies there was copied in this program."""
    return clipboard.ownsClipboard() if mode is QClipboard.Mode.Clipboard else clipboard.ownsSelection()


class Clippings(QObject):
    """What was copied here: marked as nothing to be kept in histories, and taken away when the desk is left."""

    def __init__(self, clipboard: QClipboard, parent: QObject) -> None:
        """Watch the clipboard for as long as ``parent`` lives."""
        super().__init__(parent)
        self._clipboard = clipboard
        clipboard.dataChanged.connect(self._on_changed)

    def forget(self) -> None:
        """Take away what was copied here; what other programs copied stays."""
        for mode in _MODES:
            if owns(self._clipboard, mode):
                self._clipboard.clear(mode)

    def _on_changed(self) -> None:
        text = self._clipboard.text() if owns(self._clipboard, QClipboard.Mode.Clipboard) else ""
        if not text or all(self._clipboard.mimeData().hasFormat(hint) for hint in _HINTS):
            return
        marked = QMimeData()
        marked.setText(text)
        for hint, value in _HINTS.items():
            marked.setData(hint, value)
        self._clipboard.setMimeData(marked)
