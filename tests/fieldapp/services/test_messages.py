import re
from pathlib import Path

import fieldapp.services
import fieldapp.store
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.views import PrintState
from fieldapp.messages import catalogue

_CODES = re.compile(r'(?:Refusal|Problem|KnownError)\(\s*(?:code=)?"([a-z_]+)"')


def codes_of(package):
    folder = Path(package.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    return set(_CODES.findall(text))


def test_every_code_of_services_and_store_has_its_sentence():
    codes = codes_of(fieldapp.services) | codes_of(fieldapp.store)

    assert len(codes) > 40
    assert codes - set(catalogue()) == set()


def test_every_status_and_timeline_word_has_its_label():
    statuses = {f"status_{outcome}" for outcome in Outcome} | {"status_received", "status_void", "status_approved_here"}
    prints = {f"timeline_print_{state}" for state in PrintState}

    assert (statuses | prints) - set(catalogue()) == set()
