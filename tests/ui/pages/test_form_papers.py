"""The filled form through the window: on demand at 记录, by itself after F10, and into a file at 会员卡."""

import pypdfium2
import pytest

from fieldapp.devices.spoolers import SimulatedSpooler
from tests.support.desk import document_no
from tests.support.papers import LONGEST_NAME
from tests.support.window import stand, typed
from ui.printing import SpooledWay
from ui.robots.papers import PaperRobot
from ui.robots.records import RecordRobot


def text_of(content):
    with pypdfium2.PdfDocument(content) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def papers(at):
    return sorted(job.paper for job in at.read.print_jobs(at.desk.event))


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path) as stood:
        yield stood


def test_without_a_printer_the_form_waits_at_the_cards_where_a_file_can_be_chosen(at, tmp_path):
    at.enroll.enroll(typed(name=LONGEST_NAME))
    robot = RecordRobot(at.hands)
    robot.find(document_no(1)[-4:])
    robot.print_form()

    page = at.hands.window.workspace.current
    assert page.name == "cards"
    assert "不在屏幕上预览" in at.hands.read("card_about")
    PaperRobot(at.hands).save_marked(tmp_path / "form.pdf")

    words = text_of((tmp_path / "form.pdf").read_bytes())
    number = document_no(1)
    assert f"{number[:6]} {number[6:14]} {number[14:]}" in words
    assert LONGEST_NAME in words.replace("\r\n", "")
    assert "■ 同意工会为办理入会核对和保存以上信息" in words
    assert {job.paper: job.printer for job in at.read.print_jobs(at.desk.event)}["form"] == "PDF"


def test_f10_prints_the_form_as_the_setting_says(at):
    spooler = SimulatedSpooler()
    prints = at.hands.window.session.prints
    prints.way, prints.look_every_ms = SpooledWay(spooler), 1
    prints.choose_printer(spooler.names[0])
    at.hands.settle()
    at.enroll.enroll(typed(1))
    assert papers(at) == ["receipt"]
    PaperRobot(at.hands).choose_policy("once", "form_policy")

    at.enroll.enroll(typed(2))

    assert papers(at) == ["form", "receipt", "receipt"]
