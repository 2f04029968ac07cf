import hashlib

import pytest

from fieldapp.domain.codes import table
from fieldapp.domain.notices import CURRENT, notice
from resources import resource

USED = {"notice-1": "7dd3cbddc97a147c762716a44356438b0651bc2da4eb5f756d7acc92de30707a"}
"""Consents stand on these very texts: a new wording is a new notice, with its own line here."""


@pytest.mark.parametrize("name", USED)
def test_notice_somebody_agreed_to_is_never_changed(name):
    assert hashlib.sha256(resource("notices", f"{name}.json").read_bytes()).hexdigest() == USED[name]


def test_notice_in_force_is_one_of_them():
    assert CURRENT in USED
    assert notice().id == CURRENT


def test_notice_speaks_of_every_purpose_that_may_be_refused():
    text = "".join(words for _head, words in notice().paragraphs)

    asked = [code.label.partition("/")[0][:2] for code in table("purposes").entries if not code.has("required")]
    assert [word for word in asked if word not in text] == []
