"""The hub says how far its newest checked backup reaches, and never more than that."""

import pytest

from fieldapp.domain.problems import Refusal
from sync.hub.cli import main
from sync.hub.services.backup_marks import confirm_mark, take_mark
from sync.hub.services.generations import raise_generation
from sync.hub.services.references import reference_set
from tests.support.hub import RunningHub, enrollment
from tests.support.people import People


def told(hub: RunningHub) -> dict[str, int]:
    found = reference_set(hub.centre, "backup")
    assert found is not None
    return dict(found.body)


def test_confirmed_mark_is_what_laptops_hear(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    device.deliver(device.fact(enrollment(people.person())))
    mark = take_mark(any_hub.centre)
    device.deliver(device.fact(enrollment(people.person())))
    assert told(any_hub) == {"gen": 0, "n": 0}

    assert confirm_mark(any_hub.centre, mark.text, account="test") == mark

    assert told(any_hub) == {"gen": mark.gen, "n": mark.n}
    assert mark.n < take_mark(any_hub.centre).n


def test_older_mark_confirmed_late_takes_nothing_back(hub: RunningHub) -> None:
    device, people = hub.device(), People(1)
    early = take_mark(hub.centre)
    device.deliver(device.fact(enrollment(people.person())))
    late = take_mark(hub.centre)

    confirm_mark(hub.centre, late.text, account="test")
    confirm_mark(hub.centre, early.text, account="test")

    assert told(hub) == {"gen": late.gen, "n": late.n}


def test_restored_hub_has_no_mark_until_it_is_backed_up_again(hub: RunningHub) -> None:
    device = hub.device()
    device.deliver(device.fact(enrollment(People(1).person())))
    mark = take_mark(hub.centre)
    confirm_mark(hub.centre, mark.text, account="test")

    raise_generation(hub.centre, account="test")

    assert told(hub) == {"gen": 0, "n": 0}
    assert isinstance(confirm_mark(hub.centre, mark.text, account="test"), Refusal)


@pytest.mark.parametrize("text", ["", "1", "1.", ".1", "1.x", "9.0", "1.99999", "1.1.1", "一.二", "-1.0"])
def test_mark_that_is_none_is_refused(hub: RunningHub, text: str) -> None:
    refused = confirm_mark(hub.centre, text, account="test")

    assert isinstance(refused, Refusal)
    assert refused.code == "backup_mark_bad"


def test_mark_is_taken_and_confirmed_on_the_command_line(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup-mark", "--database", sqlite_url]) == 0
    mark = capsys.readouterr().out.strip()

    assert main(["backup-mark", "--database", sqlite_url, "--confirm", mark]) == 0
    assert main(["backup-mark", "--database", sqlite_url, "--confirm", "7.7"]) != 0
