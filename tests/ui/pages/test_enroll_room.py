"""登记 in small windows and with large letters: the form keeps the room, figures go first, then the list."""

import pytest
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from tests.support.window import stand, typed
from ui.pages.enroll.arrangement import Arrangement


def wear(at, scale: int, size: tuple[int, int] = (1280, 720)) -> None:
    """Let letters be this large (per cent) in a window of this size."""
    at.hands.window.resize(*size)
    at.hands.window.theme.scale = scale
    at.hands.window.apply_look()
    at.hands.window.session.look_changed.emit()
    at.hands.look()


def shows(at, name: str) -> bool:
    return any(one.isVisible() for one in at.hands.window.findChildren(QWidget, name))


@pytest.mark.parametrize(
    ("width", "height", "scale", "expected"),
    [
        (1196, 638, 100, Arrangement(3, has_side=True, is_close=False)),
        (1190, 632, 110, Arrangement(3, has_side=True, is_close=True)),
        (1166, 609, 150, Arrangement(4, has_side=False, is_close=True)),
        (1136, 580, 200, Arrangement(3, has_side=False, is_close=True)),
        (1800, 960, 150, Arrangement(3, has_side=True, is_close=False)),
    ],
)
def test_the_arrangement_follows_the_room_and_the_letters(width, height, scale, expected):
    assert Arrangement.of(width, height, scale) == expected


@pytest.mark.parametrize("scale", [100, 110, 120, 130, 150])
def test_the_whole_form_is_in_sight_without_a_scroll_bar(tmp_path, scale):
    with stand(tmp_path) as at:
        wear(at, scale)
        at.enroll.open()
        at.enroll.fill(typed())
        assert not at.enroll.scrolls
        assert at.hands.find(QLineEdit, "consent").visibleRegion().boundingRect().height() >= 40


def test_figures_go_before_the_list_and_come_back(tmp_path):
    with stand(tmp_path) as at:
        seen = []
        for scale in (100, 110, 150, 100):
            wear(at, scale)
            seen.append((shows(at, "figure_accepted"), shows(at, "recent")))
        assert seen == [(True, True), (False, True), (False, False), (True, True)]


def test_the_last_person_stays_beside_the_buttons_when_the_side_is_gone(tmp_path):
    with stand(tmp_path) as at:
        wear(at, 150)
        assert not shows(at, "last_person")
        at.enroll.enroll(typed())
        assert at.hands.read("last_name").startswith("乌云其木格")
        assert at.hands.find(QWidget, "last_name").width() >= 100
        at.hands.click("last_undo")
        at.hands.settle()
        assert at.read.figures(at.desk.event).voided == 1


def test_the_large_button_keeps_its_meaning_when_it_is_narrow(tmp_path):
    with stand(tmp_path) as at:
        wear(at, 200)
        at.enroll.enroll(typed())
        button = at.hands.window.workspace.current.commit_button
        assert button.words == "受理登记 · 打印凭证 · 下一位"
        assert button.shown_words in (button.words, "受理 · 打印 · 下一位")
        assert button.fits


def test_the_list_shows_whole_rows_only(tmp_path):
    with stand(tmp_path) as at:
        view = at.hands.find(QTableView, "recent")
        assert view.height() % view.verticalHeader().defaultSectionSize() == 0


def test_a_county_of_the_events_city_is_named_without_its_city(tmp_path):
    with stand(tmp_path) as at:
        assert at.enroll.value("region") == "昆都仑区"
        at.hands.focus("region")
        at.hands.write("dsq")
        assert "鄂尔多斯市 · 东胜区" in at.hands.window.workspace.current.form.choice("region").offered
