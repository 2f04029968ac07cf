from dataclasses import replace

import pytest

from fieldapp.app import Application, Created, FirstRun
from fieldapp.crypto.card_tokens import CardKey
from fieldapp.crypto.key_slots import QUICK_COST
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.paths import under
from fieldapp.services.people_at_work import SetPin, set_pin
from fieldapp.store.backups import slots_of
from tests.support.desk import ORGANISATIONS, PASSPHRASE, copied_desk, enroll, open_desk, supervisor_of

FIRST_RUN = FirstRun(passphrase=PASSPHRASE, device_name="一号机", supervisor="赵敏", organisations=ORGANISATIONS)


@pytest.fixture
def created(tmp_path):
    made = Application.create(under(tmp_path), FIRST_RUN, cost=QUICK_COST)
    assert isinstance(made, Created)
    yield made
    made.application.close()


def test_fresh_folder_holds_no_store(tmp_path):
    assert not Application.exists(under(tmp_path))


def test_first_run_leaves_an_open_store_with_its_supervisor(created, tmp_path):
    assert Application.exists(under(tmp_path))
    assert [one.name for one in created.application.read.operators()] == ["赵敏"]
    assert len(created.application.read.organisations()) == len(ORGANISATIONS)
    assert created.application.read.settings()["device_name"] == "一号机"


def test_first_run_leaves_no_unfinished_file(created, tmp_path):
    assert list(under(tmp_path).data.glob("*.new*")) == []


def test_device_names_itself_by_its_key(created):
    assert created.application.signer.device == created.application.device_key.device
    assert created.application.card_key.public == CardKey.of_device(created.application.device_key.seed).public


def test_short_passphrase_is_refused_with_its_field(tmp_path):
    refusal = Application.create(
        under(tmp_path), FirstRun(passphrase="abc", device_name="x", supervisor="y"), cost=QUICK_COST
    )

    assert isinstance(refusal, Refusal)
    assert [problem.field for problem in refusal.problems] == ["passphrase"]
    assert not Application.exists(under(tmp_path))


def test_second_first_run_is_refused(created, tmp_path):
    refusal = Application.create(under(tmp_path), FIRST_RUN, cost=QUICK_COST)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "store_exists"


def test_first_run_that_was_cut_off_can_be_done_again(tmp_path):
    paths = under(tmp_path)
    paths.make()
    for name in ("store.db.new", "store.db.new-wal", "store.keys.new"):
        (paths.data / name).write_bytes(b"half")

    made = Application.create(paths, FIRST_RUN, cost=QUICK_COST)

    assert isinstance(made, Created)
    made.application.close()


@pytest.mark.parametrize("folder", ["data", "sidecar", "backups", "logs"])
def test_file_in_the_place_of_a_folder_is_a_known_trouble(folder, tmp_path):
    (tmp_path / folder).write_text("in the way")

    with pytest.raises(KnownError) as caught:
        Application.create(under(tmp_path), FIRST_RUN, cost=QUICK_COST)

    assert (caught.value.code, caught.value.details) == ("folder_not_made", {"folder": folder})


def test_second_process_is_turned_away(created, tmp_path):
    with pytest.raises(KnownError) as caught:
        Application.unlock(under(tmp_path), PASSPHRASE)

    assert caught.value.code == "already_running"


def test_wrong_passphrase_is_refused_and_the_lock_stays_free(created, tmp_path):
    created.application.close()

    refusal = Application.unlock(under(tmp_path), "wrong passphrase")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "wrong_passphrase"
    opened = Application.unlock(under(tmp_path), PASSPHRASE)
    assert isinstance(opened, Application)
    opened.close()


def test_recovery_code_opens_the_same_store(created, tmp_path):
    device = created.application.signer.device
    created.application.close()

    opened = Application.unlock_with_recovery(under(tmp_path), created.recovery_code)

    assert isinstance(opened, Application)
    assert opened.signer.device == device
    opened.close()


def test_new_passphrase_replaces_the_old_one(created, tmp_path):
    application = created.application

    assert application.keys.change(PASSPHRASE, "another passphrase", supervisor_of(application).id) is None

    assert application.passphrase_refusal("another passphrase") is None
    assert application.passphrase_refusal(PASSPHRASE).code == "wrong_passphrase"


def test_decision_wants_the_passphrase_or_the_operators_own_pin(tmp_path):
    with open_desk(tmp_path) as desk:
        pin = SetPin(who=desk.supervisor, pin="1357", operator=desk.supervisor)
        desk.must(set_pin, pin)
        ask = desk.application.authenticate_again

        assert ask(desk.supervisor, PASSPHRASE) is None
        assert ask(desk.supervisor, "1357") is None
        assert [ask(desk.supervisor, wrong) for wrong in ("", "2468", "wrong passphrase")] == [
            Refusal(code="secret_wrong")
        ] * 3
        assert [entry.action for entry in desk.application.read.audit(3)] == ["secret_wrong"] * 3


def test_five_wrong_pins_leave_only_the_passphrase(tmp_path):
    with open_desk(tmp_path) as desk:
        answers = [desk.application.authenticate_again(desk.operator, "0000") for _ in range(6)]

        assert [one.code for one in answers] == ["secret_wrong"] * 5 + ["pin_locked"]
        assert desk.application.authenticate_again(desk.operator, "2468") == Refusal(code="pin_locked")
        assert desk.application.authenticate_again(desk.operator, PASSPHRASE) is None


def test_operator_without_a_pin_is_asked_for_the_passphrase(tmp_path):
    with open_desk(tmp_path) as desk:
        answers = [desk.application.authenticate_again(desk.supervisor, "0000") for _ in range(7)]

        assert {one.code for one in answers} == {"secret_wrong"}


def test_event_code_names_no_approver_and_says_who_signed(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        meeting = desk.application.read.event(desk.event)

        offer = desk.application.codes.read_event_code(desk.application.codes.event_code(meeting))

        assert offer.signed_by == desk.application.device_key.public
        assert offer.event.delegation == replace(meeting.delegation, approvers=())
        assert replace(offer.event, delegation=meeting.delegation) == meeting


def test_damaged_store_is_a_known_trouble_and_frees_the_lock(created, tmp_path):
    created.application.close()
    path = under(tmp_path).store
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    path.write_bytes(bytes(content))

    for _ in range(2):
        with pytest.raises(KnownError) as caught:
            Application.unlock(under(tmp_path), PASSPHRASE)
        assert caught.value.code in ("store_damaged", "store_unreadable")


def test_open_store_is_sound(created):
    assert created.application.is_sound()


def test_secrets_are_not_shown_by_representations(created):
    assert PASSPHRASE not in repr(FIRST_RUN)
    assert created.recovery_code not in repr(created)


def test_names_of_people_stand_in_no_file_in_clear(tmp_path):
    with open_desk(tmp_path) as desk:
        enroll(desk, 1, name="金丝雀")
        files = [path for path in tmp_path.rglob("*") if path.is_file()]

        assert len(files) >= 4
        for path in files:
            for encoding in ("utf-8", "utf-16-le", "gb18030"):
                assert "金丝雀".encode(encoding) not in path.read_bytes(), path.name


def test_store_is_sound_while_people_are_added_and_looked_for(tmp_path):
    with copied_desk(tmp_path) as desk:
        desk.application.read.search("zjg")
        for serial in (1, 2, 3):
            enroll(desk, serial)
            desk.application.read.search("zjg")

            assert desk.application.is_sound()


def test_guessing_the_passphrase_has_to_wait_and_the_right_one_too(tmp_path):
    with open_desk(tmp_path) as desk:
        pass
    for _ in range(5):
        assert Application.unlock(desk.paths, "a wrong passphrase", clock=desk.clock).code == "wrong_passphrase"

    assert Application.unlock(desk.paths, PASSPHRASE, clock=desk.clock).code == "too_many_tries"
    assert Application.unlock_with_recovery(desk.paths, desk.recovery_code, clock=desk.clock).code == "too_many_tries"
    desk.clock.forward(minutes=1, seconds=1)
    opened = Application.unlock(desk.paths, PASSPHRASE, clock=desk.clock)

    assert isinstance(opened, Application)
    opened.close()


def test_a_wrong_pin_is_no_guess_at_the_passphrase(tmp_path):
    with open_desk(tmp_path) as desk:
        for _ in range(8):
            desk.application.authenticate_again(desk.operator, "0000")

        assert desk.application.passphrase_refusal(PASSPHRASE) is None


def test_guessing_the_passphrase_inside_the_open_store_has_to_wait_too(tmp_path):
    with open_desk(tmp_path) as desk:
        said = [desk.application.authenticate_again(desk.supervisor, "a wrong passphrase").code for _ in range(6)]

    assert said == ["secret_wrong"] * 5 + ["too_many_tries"]


def test_changing_the_passphrase_is_no_way_to_guess_it(tmp_path):
    with open_desk(tmp_path) as desk:
        said = [
            desk.application.keys.change("a wrong passphrase", "a brand new one", desk.supervisor).code
            for _ in range(6)
        ]

    assert said == ["wrong_passphrase"] * 5 + ["too_many_tries"]


def test_backup_with_broken_slots_clears_no_count(tmp_path):
    with open_desk(tmp_path) as desk:
        backup = desk.application.back_up(tmp_path / "stick")
    slots_of(backup).write_bytes(b"junk")
    for _ in range(5):
        Application.unlock(desk.paths, "a wrong passphrase", clock=desk.clock)
    desk.clock.forward(minutes=1, seconds=1)

    assert Application.restore(desk.paths, backup, "anything at all", clock=desk.clock).code == "key_slots_damaged"

    assert Application.unlock(desk.paths, "a wrong passphrase", clock=desk.clock).code == "wrong_passphrase"
    assert Application.unlock(desk.paths, PASSPHRASE, clock=desk.clock).code == "too_many_tries"


def test_backup_somebody_brought_with_its_own_passphrase_clears_no_count(tmp_path):
    with open_desk(tmp_path / "theirs") as theirs:
        theirs.application.keys.change(PASSPHRASE, "what only they know", theirs.supervisor)
        backup = theirs.application.back_up(tmp_path / "stick")
    (backup.folder / "store.db").write_bytes(b"junk")
    with open_desk(tmp_path / "ours") as desk:
        pass
    for _ in range(5):
        Application.unlock(desk.paths, "a wrong passphrase", clock=desk.clock)
    desk.clock.forward(minutes=1, seconds=1)

    with pytest.raises(KnownError, match="backup_damaged"):
        Application.restore(desk.paths, backup, "what only they know", clock=desk.clock)

    assert Application.unlock(desk.paths, "a wrong passphrase", clock=desk.clock).code == "wrong_passphrase"
    assert Application.unlock(desk.paths, PASSPHRASE, clock=desk.clock).code == "too_many_tries"
