"""A window over a desk in a temporary folder, for figures that robots measure."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.support.window import Stand, stand


@contextmanager
def standing() -> Iterator[Stand]:
    """Show 登记 of an open event; everything is gone at the end."""
    application = QApplication.instance() or QApplication(["fieldapp"])
    with tempfile.TemporaryDirectory() as folder, stand(Path(folder)) as at:
        yield at
    del application
