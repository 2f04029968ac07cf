"""The whole list of hostile texts, pasted into the real window; the forms of whoever came of it can be opened."""

from pathlib import Path

import pypdfium2
import pytest

from tests.faults.drill import Rounds
from tests.faults.test_hostile_text import any_text
from tests.support.hostile_text import hostile_texts
from tests.support.hostile_window import on_paper, paste_everywhere
from tests.support.window import stand

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("qapp")]

AT_ONCE = 60


def test_no_text_breaks_the_window(tmp_path: Path) -> None:
    known = hostile_texts()
    rounds, lost, forms = Rounds("hostile_window", -(-len(known) // AT_ONCE), 500), list[str](), 0
    for number, chance in rounds:
        texts = known[number * AT_ONCE : (number + 1) * AT_ONCE] or tuple(any_text(chance) for _ in range(AT_ONCE))
        with stand(tmp_path / str(number)) as at:
            trouble = list[object]()
            at.hands.jobs.trouble.connect(trouble.append)
            lost += filter(None, (paste_everywhere(at, text, serial) for serial, text in enumerate(texts, 1)))
            lost += [f"{number}: {one}" for one in trouble]
            for content in on_paper(at):
                with pypdfium2.PdfDocument(content) as document:
                    forms += len(document)

    rounds.report(lost, forms=forms)
    assert lost == []
    assert forms
