"""The whole list of hostile texts, pasted into the real window, and a centre that sends its like.

The forms of whoever came of it can be opened, every page can, and nothing that was pasted stands in the log.
"""

from pathlib import Path

import pypdfium2
import pytest

from fieldapp import logs
from tests.faults.drill import Rounds
from tests.faults.test_hostile_text import any_text
from tests.support.hostile_text import hostile_texts
from tests.support.hostile_window import (
    CANARY,
    log_of,
    name_everything,
    on_paper,
    open_every_page,
    paste_everywhere,
    paste_into_every_line,
    send_nonsense,
)
from tests.support.window import stand

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("qapp")]

AT_ONCE, NAMED = 60, 12


def test_no_text_breaks_the_window(tmp_path: Path) -> None:
    known = hostile_texts()
    rounds, lost, forms = Rounds("hostile_window", -(-len(known) // AT_ONCE), 500), list[str](), 0
    lines, bent_items = set[str](), 0
    for number, chance in rounds:
        texts = known[number * AT_ONCE : (number + 1) * AT_ONCE] or tuple(any_text(chance) for _ in range(AT_ONCE))
        with stand(tmp_path / str(number)) as at:
            trouble = list[object]()
            at.hands.jobs.trouble.connect(trouble.append)
            lost += filter(None, (paste_everywhere(at, text, serial) for serial, text in enumerate(texts, 1)))
            lost += [
                f"{number}: {code}"
                for text in chance.sample(texts, min(len(texts), NAMED))
                for code in name_everything(at, text)
            ]
            logs.configure(log := tmp_path / str(number) / "logs")
            lines |= paste_into_every_line(at, f"{CANARY}{chance.choice(texts)}")
            bent_items += send_nonsense(at, chance)
            open_every_page(at)
            lost += [f"{number}: {one}" for one in trouble]
            lost += [f"{number}: a log speaks"] if CANARY in log_of(log) else []
            for content in on_paper(at):
                with pypdfium2.PdfDocument(content) as document:
                    forms += len(document)

    rounds.report(lost, forms=forms, lines=len(lines), bent_items=bent_items)
    assert lost == []
    assert forms
    assert len(lines) > 10
