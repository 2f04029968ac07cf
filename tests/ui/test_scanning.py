"""A scanner is told from a person by the events' own time stamps."""

from PySide6.QtCore import Qt

from tests.support.desk import document_no
from tests.support.window import stand
from ui.scanning import Scanner


def watch(at):
    from PySide6.QtWidgets import QApplication

    scans = []
    scanner = Scanner(QApplication.instance())
    scanner.scanned.connect(scans.append)
    return scanner, scans


def test_a_burst_ended_by_enter_is_a_scan_and_leaves_the_field_as_it_was(tmp_path, qapp):
    with stand(tmp_path) as at:
        scanner, scans = watch(at)
        at.hands.focus("phone")
        at.hands.write("138")
        at.hands.scan("US1:004410")
        qapp.removeEventFilter(scanner)
        assert scans == ["US1:004410"]
        assert at.enroll.value("phone") == "138"


def test_slow_keys_are_typing(tmp_path, qapp):
    with stand(tmp_path) as at:
        scanner, scans = watch(at)
        at.hands.focus("phone")
        at.hands.scan("13800130001", gap_ms=80)
        qapp.removeEventFilter(scanner)
        assert scans == []
        assert at.enroll.value("phone") == "138 0013 0001"


def test_seven_quick_keys_are_no_scan(tmp_path, qapp):
    with stand(tmp_path) as at:
        scanner, scans = watch(at)
        at.hands.focus("phone")
        at.hands.scan("1380013")
        qapp.removeEventFilter(scanner)
        assert scans == []


def test_a_scanned_sheet_is_the_consent(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.workspace.take_scan("US1:004410")
        assert at.enroll.value("consent") == "✓ 本人已在登记表签字 · 表号 004410"


def test_a_bare_number_of_a_wedge_reader_goes_to_the_document_field(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.workspace.take_scan(document_no(3))
        assert at.enroll.value("document_no").replace(" ", "") == document_no(3)
        assert at.hands.focused == "name"


def test_a_scanned_receipt_opens_the_record(tmp_path):
    with stand(tmp_path) as at:
        from tests.support.window import typed

        number = at.enroll.enroll(typed()).number
        at.hands.window.workspace.take_scan(f"UR1:{number}")
        assert at.hands.read("story_name").startswith("乌云其木格")


def test_function_keys_inside_a_burst_are_dropped(tmp_path, qapp):
    with stand(tmp_path) as at:
        scanner, _scans = watch(at)
        at.hands.focus("phone")
        before = at.hands.window.workspace.current.name
        for place, text in enumerate("12345"):
            at.hands.send_key(Qt.Key(ord(text)), text, 1_000 + place * 5)
        at.hands.send_key(Qt.Key.Key_F3, "", 1_030)
        qapp.removeEventFilter(scanner)
        assert at.hands.window.workspace.current.name == before
