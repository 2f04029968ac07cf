"""Whatever leaves the laptop with people on it is in the audit log before, and says who took it out."""

import ast
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdf

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.handouts import MoveKind
from fieldapp.services.stock import MoveStock, move_stock
from resources import resource
from tests.support.desk import enroll
from tests.support.source import modules
from tests.support.window import stand
from ui.operations import reports
from ui.robots.desk import DeskRobot
from ui.robots.papers import PaperRobot
from ui.robots.rosters import RosterRobot

WRITERS = frozenset(
    {"write_roster", "write_error_workbook", "write_day_report", "write_template_file", "render_pdf", "put_document",
     "write_table", "write_csv", "write_cross_table", "_into_file"}
)  # fmt: skip
LOGGED = {
    "ui.operations.rosters.export": "the use case itself logs, after a second person agreed where one is needed",
    "ui.operations.rosters.write_errors": "error_workbook",
    "ui.operations.reports.save_day": "day_report",
    "ui.operations.closing.put_roll": "approval_roll",
    "ui.operations.handouts.put_signing_sheet": "signing_sheet",
    "ui.operations.printing.print_papers": "card_file, receipt_file, form_file",
    "ui.operations.printing.put_recall_slips": "recall_file",
    "ui.pages.cards.page._put_paper": "take_over, logged as it is made; the other papers name nobody",
}
NOBODY_ON_IT = {
    "ui.operations.rosters.write_template": "the empty template",
    "ui.operations.ceremonies.save_labels": "seats and counts",
    "ui.operations.self_check.print_test_page": "a test page",
    "ui.operations.measuring.print_test_page": "a test page with crosses",
    "ui.operations.start.write_code_page": "the recovery code, shown once, before there are people",
    "ui.operations.printing._into_file": "drawn for print_papers",
    "ui.operations.printing.put_document": "the last step of whoever asks",
    "ui.papers.render": "the command line, for the hub's own papers",
    "ui.demo.self_test": "invented people",
}


def calls_of_writers() -> Iterator[str]:
    """Yield module and function (the outermost one) of every call that writes a file or a print-out."""
    for module in modules():
        if not module.name.startswith("ui."):
            continue
        for top in ast.walk(module.tree):
            if isinstance(top, ast.ClassDef | ast.Module):
                for function in top.body:
                    if isinstance(function, ast.FunctionDef) and _writes(function):
                        yield f"{module.name}.{function.name}"


def _writes(function: ast.FunctionDef) -> bool:
    names = (one.func for one in ast.walk(function) if isinstance(one, ast.Call))
    return any((name.id if isinstance(name, ast.Name) else getattr(name, "attr", "")) in WRITERS for name in names)


def test_everything_that_writes_is_logged_or_names_nobody() -> None:
    known = {*LOGGED, *NOBODY_ON_IT}

    unknown = [name for name in calls_of_writers() if not any(name.startswith(one) for one in known)]
    assert unknown == []


def test_the_gate_is_where_the_table_says_it_is() -> None:
    texts = {one.name: one.text for one in modules()}

    for name, what in LOGGED.items():
        module = name.rpartition(".")[0]
        assert "exports.begin(" in texts[module] or "mark_of(session)" in texts[module] or "take_over" in what, name


def words_in(path: Path) -> str:
    """Return all text of a workbook (its XML) or of a paper."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    with zipfile.ZipFile(path) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))


def test_lists_are_logged_before_and_marked_on_every_page(tmp_path: Path) -> None:
    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=20) as at:
        session = at.hands.window.workspace.session
        enroll(at.desk, 1)
        at.desk.must(
            move_stock,
            MoveStock(
                event=at.desk.event,
                item="gift_bag",
                kind=MoveKind.RECEIVED,
                qty=5,
                note="",
                operator=at.desk.supervisor,
            ),
        )
        papers, desk = PaperRobot(at.hands), DeskRobot(at.hands)

        def taken(path: Path, before: int) -> None:
            at.hands.settle()
            log = [one.action for one in at.read.audit(500)]
            assert log.count("exported") == before + 1, path.name
            if path.name != "cards.pdf":
                made = session.application.clock.now().astimezone()
                assert session.operator.name in words_in(path), path.name
                assert f"{made:%Y-%m-%d %H:%M}" in words_in(path), path.name

        papers.save_paper("takeover", tmp_path / "takeover.pdf")
        taken(tmp_path / "takeover.pdf", 0)
        desk.print_ready(tmp_path / "cards.pdf")
        taken(tmp_path / "cards.pdf", 1)
        reports.save_day(session, tmp_path / "day.xlsx")
        taken(tmp_path / "day.xlsx", 2)
        reports.save_day(session, tmp_path / "day.pdf")
        taken(tmp_path / "day.pdf", 3)
        papers.open_stock()
        papers.save_signing_sheet(tmp_path / "signing.pdf")
        taken(tmp_path / "signing.pdf", 4)
        page = desk.close_out()
        page.open_task("rolls")
        page.rolls.make_button.click()
        at.hands.settle()
        page.rolls.save(tmp_path / "roll.pdf")
        taken(tmp_path / "roll.pdf", 5)


def test_the_error_workbook_is_logged_and_marked_and_a_full_stick_is_told(tmp_path: Path) -> None:
    (sample,) = resource("data", "samples", "rosters").glob("02_*")
    with stand(tmp_path) as at:
        page = RosterRobot(at.hands).open()
        page.open_file(sample)
        at.hands.settle()
        page.wizard.mapping_step.agreed.emit()
        at.hands.settle()
        step, session = page.wizard.check_step, at.hands.window.workspace.session

        step.save_error_workbook(tmp_path / "errors.xlsx")
        at.hands.settle()
        (tmp_path / "blocked.xlsx").mkdir()
        step.save_error_workbook(tmp_path / "blocked.xlsx")
        at.hands.settle()

        assert [one.action for one in at.read.audit(2)] == ["exported", "exported"]
        assert session.operator.name in words_in(tmp_path / "errors.xlsx")
        assert at.hands.window.workspace.messages.code == "file_not_written"
        assert not list(tmp_path.glob(".*part"))


def test_whole_numbers_are_shown_by_the_revealing_use_case_alone() -> None:
    reveals = [one.name for one in modules() if one.name.startswith("ui.") and "reveal_numbers" in one.text]
    shows = [one.name for one in modules() if one.name.startswith("ui.") and "RevealedNumbers" in one.text]

    assert reveals == ["ui.operations.records"]
    assert shows == ["ui.operations.records", "ui.pages.records.story"]
