"""Tables of values: what a list shows."""

from ui.models.values import Column, ValuesModel, table
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
