"""Tables of values: what a list shows."""

import pytest

from ui.models.values import Column, ValuesModel, shared_widths, table
from ui.theme import Theme


def test_a_table_shows_whole_rows_only(qapp):
    model = ValuesModel((Column(title="n", text=str),))
    model.set_rows(tuple(range(40)))
    view = table("rows", model, Theme(("sans",)))
    view.resize(300, 300)
    view.show()
    qapp.processEvents()
    last = view.rowAt(view.viewport().height() - 1)
    assert view.rowViewportPosition(last) + view.rowHeight(last) > view.viewport().height()
    shown = view.viewport().grab(view.viewport().rect().adjusted(0, view.rowViewportPosition(last), 0, 0)).toImage()
    assert {shown.pixelColor(8, y).name() for y in range(shown.height())} == {Theme(("sans",)).look["panel"]}
    view.close()
    view.deleteLater()


def test_nothing_stands_at_an_index_of_no_row(qapp):
    model = ValuesModel((Column(title="n", text=str),))
    view = table("rows", model, Theme(("sans",)))
    assert model.at(view.currentIndex()) is None
    model.set_rows((7, 8))
    view.selectRow(1)
    marked = view.currentIndex()
    assert model.at(marked) == 8
    model.set_rows(())
    assert model.at(marked) is None
    view.close()
    view.deleteLater()


@pytest.mark.parametrize(
    ("widths", "needs", "free", "expected"),
    [
        ((50, 50), (40, 40), 120, (50, 50)),
        ((50, 50), (80, 40), 200, (80, 50)),
        ((50, 50), (80, 80), 120, (70, 50)),
        ((50, 50), (30, 45), 90, (40, 50)),
        ((50, 50), (30, 45), 60, (30, 45)),
        ((50, 50), (80, 30), 60, (50, 30)),
    ],
    ids=["all have enough", "one is cut", "not enough left", "one gives", "both give", "what is cut gives nothing"],
)
def test_columns_help_each_other_out(widths, needs, free, expected):
    found = shared_widths(dict(enumerate(widths)), dict(enumerate(needs)), free)

    assert tuple(found.values()) == expected


def test_a_long_name_has_the_room_of_its_neighbour_and_gives_it_back(qapp):
    model = ValuesModel((Column(title="n", text=str, width=60), Column(title="m", text=lambda _one: "m")))
    view = table("rows", model, Theme(("sans",)))
    view.resize(400, 200)
    view.show()
    before = view.columnWidth(0)
    model.set_rows(("阿不都热依木·阿不都热合曼",))
    assert view.columnWidth(0) >= view.fontMetrics().horizontalAdvance(model.rows[0]) + 16
    model.set_rows(("张三",))
    assert view.columnWidth(0) == before
    view.close()
    view.deleteLater()
