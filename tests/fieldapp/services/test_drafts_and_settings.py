import pytest

from fieldapp.domain.applications import CARRIED, ApplicationDraft, Source
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.settings import (
    ChangeSetting,
    SetHubAddress,
    SetPrintPolicy,
    change_setting,
    set_hub_address,
    set_print_policy,
)
from fieldapp.store.preferences import draft_form, read_draft
from tests.support.desk import draft, envelopes


@pytest.mark.parametrize(
    "unfinished",
    [
        draft(1),
        ApplicationDraft(),
        ApplicationDraft(name="张", document_no="1502", focus="name", sources={"name": Source.READER}, migrant=False),
    ],
)
def test_draft_comes_back_as_it_was_typed(desk, unfinished):
    desk.must(save_draft, SaveDraft(draft=unfinished, event=desk.event, operator=desk.operator))

    desk.reopen()

    assert desk.application.read.draft(desk.event) == unfinished


def test_newer_draft_replaces_the_older_one_and_asserts_nothing(desk):
    before = envelopes(desk)
    for name in ("张", "张建", "张建国"):
        desk.must(save_draft, SaveDraft(draft=ApplicationDraft(name=name), event=desk.event, operator=desk.operator))

    assert desk.application.read.draft(desk.event).name == "张建国"
    assert envelopes(desk) == before


def test_pins_come_back_with_the_draft_and_an_older_draft_has_the_usual_ones(desk):
    pinned = ApplicationDraft(group="truck", pins=("group", "union"), sources={"employer": Source.PINNED})
    desk.must(save_draft, SaveDraft(draft=pinned, event=desk.event, operator=desk.operator))

    kept = desk.application.read.draft(desk.event)

    assert (kept.pins, dict(kept.sources)) == (("group", "union"), {"employer": Source.PINNED})
    form = draft_form(pinned)
    form.pop("pins")
    assert read_draft(form).pins == CARRIED


def test_settings_are_kept_by_name(desk):
    desk.must(set_print_policy, SetPrintPolicy(policy="once", operator=desk.supervisor))
    desk.must(set_hub_address, SetHubAddress(address=" https://hub.example ", operator=desk.supervisor))
    desk.must(change_setting, ChangeSetting(name="theme", value="dark", operator=desk.operator))

    settings = desk.application.read.settings()

    assert (settings["print_policy"], settings["hub_address"], settings["theme"]) == (
        "once",
        "https://hub.example",
        "dark",
    )
    assert settings["device_name"] == "测试机一"


def test_setting_with_an_unknown_value_or_by_a_stranger_is_refused(desk):
    command = SetPrintPolicy(policy="sometimes", operator=desk.supervisor)
    assert desk.refused(set_print_policy, command).code == "setting_unknown_value"
    nobody = ChangeSetting(name="theme", value="dark", operator="nobody")
    assert desk.refused(change_setting, nobody).code == "operator_unknown"
    stranger = SetPrintPolicy(policy="never", operator=desk.operator)
    assert desk.refused(set_print_policy, stranger).code == "supervisor_needed"
