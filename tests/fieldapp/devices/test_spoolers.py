"""What the commands of a print server say is read right; a simulated queue does what a real one does."""

import pytest

from fieldapp.devices import spoolers
from fieldapp.devices.spoolers import CupsSpooler, SimulatedSpooler, job_files, job_files_in, trouble_in
from fieldapp.domain.problems import Refusal
from fieldapp.domain.spooling import JobFiles, Media, SpoolState, Ticket
from fieldapp.processes import Completed, Ending

CARD = Media(width=85.6, height=53.98)
TICKET = Ticket("HP", "HP-7")
IDLE = "printer HP is idle.  enabled since Sun\n\tForm mounted:\n\tAlerts: none\n"
PRINTING = "printer HP now printing HP-7.  enabled since Sun\n\tWaiting for job to complete.\n\tAlerts: {alerts}\n"
WAITING = "HP-7                    root              1024   Sun\n"
ENDED = "HP-8   root 1 Sun\n\tAlerts: job-canceled-by-user\n\tqueued for HP\nHP-7   root  1   Sun\n\tStatus: \n{more}"


@pytest.fixture
def said(monkeypatch):
    """What the commands will say, by their first words; ``None`` is a server that hangs."""
    answers, asked = {}, []

    def run(*argv, content=None):
        asked.append((argv, content))
        key = next((words for words in answers if " ".join(argv).startswith(words)), None)
        text = answers.get(key, "")
        if text is None:
            return None
        return Completed(ending=Ending.DONE, code=0, stdout=text.encode(), stderr=b"")

    monkeypatch.setattr(spoolers, "_run", run)
    answers["asked"] = asked
    return answers


def test_a_document_goes_in_on_its_paper_and_gets_a_number(said):
    said["lp "] = "request id is HP-7 (0 file(s))\n"

    assert CupsSpooler().submit(b"%PDF", printer="HP", media=CARD) == TICKET
    (argv, content) = said["asked"][0]
    assert "media=Custom.85.60x53.98mm" in argv
    assert content == b"%PDF"


@pytest.mark.parametrize(("size", "named"), [((210, 297), "media=A4"), ((148, 210), "media=A5")])
def test_known_paper_goes_by_its_name(said, size, named):
    said["lp "] = "request id is HP-7 (0 file(s))"
    CupsSpooler().submit(b"", printer="HP", media=Media(width=size[0], height=size[1]))

    assert named in said["asked"][0][0]


def test_a_tray_and_both_sides_are_asked_for_by_the_printers_own_words(said):
    said["lp "] = "request id is HP-7 (0 file(s))"
    CupsSpooler().submit(b"", printer="HP", media=Media(width=210, height=297, tray="Tray2", is_two_sided=True))
    CupsSpooler().submit(b"", printer="HP", media=Media(width=210, height=297))
    chosen, usual = (argv for argv, _content in said["asked"])

    assert {"InputSlot=Tray2", "sides=two-sided-long-edge"} <= set(chosen)
    assert not any(one.startswith(("InputSlot", "sides")) for one in usual)


@pytest.mark.parametrize(
    ("options", "trays"),
    [
        ("PageSize/Media Size: *A4 A5\nInputSlot/Media Source: *Auto Tray1 Manual\n", ("Auto", "Tray1", "Manual")),
        ("InputSlot: Auto *Upper\nDuplex/2-Sided: *None", ("Auto", "Upper")),
        ("InputSlot/Media Source: *Auto\n", ()),
        ("PageSize/Media Size: *A4\n", ()),
        (None, ()),
    ],
)
def test_trays_are_those_the_driver_names_and_one_is_no_choice(said, options, trays):
    said["lpoptions -p HP -l"] = options

    assert CupsSpooler().trays("HP") == trays


@pytest.mark.parametrize(("printers", "code"), [("Other\n", "printer_missing"), ("HP\nOther\n", "printer_failed")])
def test_a_document_that_is_not_taken_is_refused(said, printers, code):
    said["lp "], said["lpstat -e"] = "", printers
    refusal = CupsSpooler().submit(b"", printer="HP", media=CARD)

    assert isinstance(refusal, Refusal)
    assert refusal.code == code


@pytest.mark.parametrize(
    ("alerts", "trouble"),
    [
        ("none", None),
        ("media-empty-error cups-waiting-for-job-completed", "printer_out_of_paper"),
        ("media-jam-warning", "printer_jam"),
        ("cover-open-report", "printer_open"),
        ("marker-supply-empty-error", "printer_no_ink"),
        ("offline-report", "printer_offline"),
        ("connecting-to-device", "printer_offline"),
    ],
)
def test_what_stops_a_printer_is_read_from_its_alerts(said, alerts, trouble):
    said["lpstat -W not-completed"] = WAITING
    said["lpstat -l -p"] = PRINTING.format(alerts=alerts)
    report = CupsSpooler().report(TICKET)

    assert (report.state, report.trouble) == (SpoolState.PRINTING, trouble)


def test_a_printer_that_is_not_found_is_offline():
    status = PRINTING.format(alerts="none").replace(
        "Waiting for job to complete.", "The printer may not exist or is unavailable at this time."
    )

    assert trouble_in(status) == "printer_offline"


def test_a_job_behind_others_waits(said):
    said["lpstat -W not-completed"], said["lpstat -l -p"] = WAITING, IDLE

    assert CupsSpooler().report(TICKET).state is SpoolState.WAITING


def test_a_disabled_printer_is_stopped():
    assert trouble_in("printer HP disabled since Sun -\n\tPaused\n\tAlerts: none\n") == "printer_stopped"


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ("\tAlerts: job-completed-successfully\n\tqueued for HP\n", SpoolState.DONE),
        ("\tAlerts: processing-to-stop-point\n\tqueued for HP\n", SpoolState.DONE),
        ("\tAlerts: job-canceled-by-user\n\tqueued for HP\n", SpoolState.CANCELLED),
        ("\tAlerts: aborted-by-system\n\tqueued for HP\n", SpoolState.CANCELLED),
    ],
)
def test_how_a_job_ended_is_its_own_story(said, more, state):
    said["lpstat -l -W completed"] = ENDED.format(more=more)

    assert CupsSpooler().report(TICKET).state is state


def test_a_job_nobody_knows_is_gone_and_a_silent_server_keeps_it_waiting(said):
    assert CupsSpooler().report(TICKET).state is SpoolState.GONE
    said["lpstat -W not-completed"] = None
    report = CupsSpooler().report(TICKET)

    assert (report.state, report.trouble) == (SpoolState.WAITING, "printer_offline")


def test_a_number_that_begins_like_another_is_another(said):
    said["lpstat -W not-completed"] = "HP-70   root 1 Sun\n"

    assert CupsSpooler().report(TICKET).state is SpoolState.GONE


def test_the_simulated_queue_drops_only_what_has_not_ended():
    spooler = SimulatedSpooler()
    ticket = spooler.submit(b"1", printer=spooler.names[0], media=CARD)
    assert isinstance(ticket, Ticket)
    spooler.cancel(ticket)
    assert spooler.report(ticket).state is SpoolState.CANCELLED
    other = spooler.submit(b"2", printer=spooler.names[0], media=CARD)
    states = [spooler.report(other).state for _ in range(2)]
    spooler.cancel(other)

    assert [*states, spooler.report(other).state] == [SpoolState.PRINTING, SpoolState.DONE, SpoolState.DONE]
    assert spooler.printed == [b"2"]


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ("", JobFiles.KEPT),
        ("PreserveJobFiles Yes", JobFiles.KEPT),
        ("PreserveJobFiles 86400", JobFiles.KEPT),
        ("# PreserveJobFiles No", JobFiles.KEPT),
        ("LogLevel warn\n  preservejobfiles no\n", JobFiles.DROPPED),
        ("PreserveJobFiles No\nPreserveJobFiles 1d", JobFiles.KEPT),
        ("PreserveJobFiles Off", JobFiles.DROPPED),
    ],
)
def test_a_print_server_keeps_files_unless_it_is_told_otherwise(words, files):
    assert job_files_in(words) is files


def test_settings_nobody_may_read_are_unknown(tmp_path, monkeypatch):
    monkeypatch.setattr(spoolers, "has_commands", lambda: True)
    assert job_files(tmp_path / "cupsd.conf") is JobFiles.UNKNOWN
    (tmp_path / "cupsd.conf").write_text("PreserveJobFiles No\n", encoding="utf-8")
    assert job_files(tmp_path / "cupsd.conf") is JobFiles.DROPPED
    monkeypatch.setattr(spoolers, "has_commands", lambda: False)
    assert job_files(tmp_path / "cupsd.conf") is JobFiles.NO_SERVER
