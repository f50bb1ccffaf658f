# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The grid of days: moved by mouse and keys, and found by a screen reader."""

from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.calendar_kit import drag, move, spot
from tests.ui.shell import dress
from ui.models.grid import GridBlock, GridColumn, Span, build
from ui.models.grid_moves import Move, Wish
from ui.widgets.week_grid import WeekGrid

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
ME, YOU, ROOM = UUID(int=1), UUID(int=2), UUID(int=3)
OPEN = (Span(8 * 60, 18 * 60),)
NINE, TEN, ELEVEN = 9 * 60, 10 * 60, 11 * 60


def a_block(key: str, start: int, end: int, day: date = MONDAY, *, is_movable: bool = True) -> GridBlock:
    spoken = f"{key} spoken"
    return GridBlock(
        key, day, start, end, key, "Rot", spoken, resources=frozenset({ME}), is_movable=is_movable
    )


@pytest.fixture
def grid(qtbot: QtBot) -> WeekGrid:
    """Two days of two people, with two blocks on the first."""
    dress(spoken="en")
    widget = WeekGrid()
    qtbot.addWidget(widget)
    widget.setAccessibleName("Calendar")
    widget.resize(900, 700)
    columns = [
        GridColumn(day, str(day), name, f"{day} {name}", who, OPEN, group="people", is_today=day == MONDAY)
        for day in (MONDAY, TUESDAY)
        for name, who in (("Ada", ME), ("Ben", YOU))
    ]
    widget.show_board(build(columns, [a_block("a", NINE, NINE + 50), a_block("b", ELEVEN, ELEVEN + 60)]))
    widget.show()
    qtbot.waitExposed(widget)
    widget.setFocus()
    return widget


class Heard:
    """What a grid told."""

    def __init__(self, grid: WeekGrid) -> None:
        self.moves: list[Move] = []
        self.wishes: list[Wish] = []
        self.refused: list[str] = []
        self.opened: list[str] = []
        grid.moved.connect(self.moves.append)
        grid.wished.connect(self.wishes.append)
        grid.refused.connect(self.refused.append)
        grid.opened.connect(self.opened.append)


def shown(grid: WeekGrid) -> bool:
    """Whether a ghost is shown."""
    return grid.ghost is not None


def test_the_opening_hours_are_in_sight(grid: WeekGrid) -> None:
    assert 0 <= grid.y_of(8 * 60) < grid.y_of(17 * 60) < grid.viewport().height()


def test_a_block_is_dragged_to_another_time_and_day(grid: WeekGrid) -> None:
    heard = Heard(grid)
    drag(grid, spot(grid, 0, NINE + 20), spot(grid, 2, 13 * 60 + 20))
    assert [(m.key, m.day, m.start, m.end) for m in heard.moves] == [("a", TUESDAY, 13 * 60, 13 * 60 + 50)]
    assert heard.moves[0].given_to is None


def test_a_block_is_handed_over_by_a_drag(grid: WeekGrid) -> None:
    heard = Heard(grid)
    drag(grid, spot(grid, 0, NINE + 20), spot(grid, 1, NINE + 20))
    assert (heard.moves[0].taken_from, heard.moves[0].given_to) == (ME, YOU)


def test_a_clash_is_shown_before_it_is_dropped_and_then_refused(grid: WeekGrid) -> None:
    heard = Heard(grid)
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot(grid, 0, NINE + 20))
    for minute in (TEN, ELEVEN, ELEVEN + 20):
        move(grid, spot(grid, 0, minute))
    assert grid.ghost is not None
    assert "b" in grid.ghost.problems[0]
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot(grid, 0, ELEVEN + 20))
    assert not heard.moves
    assert "b" in heard.refused[0]
    assert grid.ghost is None


def test_the_lower_edge_makes_it_longer_and_a_neighbour_draws_it_near(grid: WeekGrid) -> None:
    heard = Heard(grid)
    bottom = spot(grid, 0, NINE + 50) - QPoint(0, 3)
    drag(grid, bottom, spot(grid, 0, ELEVEN) - QPoint(0, 5))
    assert (heard.moves[0].start, heard.moves[0].end) == (NINE, ELEVEN)


def test_escape_leaves_it_where_it_was(grid: WeekGrid) -> None:
    heard = Heard(grid)
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot(grid, 0, NINE + 20))
    move(grid, spot(grid, 2, 15 * 60))
    assert grid.ghost
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    assert not shown(grid)
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot(grid, 2, 15 * 60))
    assert not heard.moves


def test_a_time_is_drawn_or_double_clicked(grid: WeekGrid) -> None:
    heard = Heard(grid)
    drag(grid, spot(grid, 1, 14 * 60), spot(grid, 1, 15 * 60 + 30))
    wish = heard.wishes[0]
    assert (wish.column.resource, wish.start, wish.end) == (YOU, 14 * 60, 15 * 60 + 30)
    QTest.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot(grid, 2, 16 * 60 + 10))
    assert (heard.wishes[1].start, heard.wishes[1].end) == (16 * 60, 17 * 60)
    QTest.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot(grid, 0, NINE + 20))
    assert heard.opened == ["a"]


def test_what_cannot_be_moved_stays(grid: WeekGrid) -> None:
    grid.show_board(build(grid.board.columns, [a_block("x", NINE, TEN, is_movable=False)]))
    heard = Heard(grid)
    drag(grid, spot(grid, 0, NINE + 20), spot(grid, 2, 15 * 60))
    grid.choose("x")
    QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert not heard.moves
    assert grid.ghost is None


def test_arrows_walk_through_free_times_and_blocks(grid: WeekGrid) -> None:
    chosen: list[str] = []
    grid.chosen.connect(chosen.append)
    grid.cursor_at = type(grid.cursor_at)(0, 8 * 60 + 30, NINE)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(grid, key)
    assert chosen == ["a", "", "a", ""]
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.cursor_at.start == 8 * 60
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.cursor_at.column == 1
    QTest.keyClick(grid, Qt.Key.Key_End)
    assert grid.cursor_at.end == 18 * 60


def test_keys_move_and_lengthen_and_enter_makes_it_so(grid: WeekGrid) -> None:
    heard, control = Heard(grid), Qt.KeyboardModifier.ControlModifier
    grid.choose("a")
    for _n in range(3):
        QTest.keyPress(grid, Qt.Key.Key_Down, control)
    assert not heard.moves
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert [(m.start, m.end) for m in heard.moves] == [(NINE + 15, NINE + 65)]
    QTest.keyPress(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert (heard.moves[1].start, heard.moves[1].end) == (NINE, NINE + 55)
    QTest.keyClick(grid, Qt.Key.Key_Right, control)
    assert heard.moves[2].given_to == YOU


def test_keys_do_not_push_one_over_another(grid: WeekGrid) -> None:
    heard, both = Heard(grid), Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    grid.choose("a")
    QTest.keyPress(grid, Qt.Key.Key_Down, both)
    QTest.keyClick(grid, Qt.Key.Key_Down, both)
    assert grid.ghost is not None
    assert not grid.ghost.is_possible
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert not heard.moves
    assert heard.refused


def test_enter_books_in_a_free_time(grid: WeekGrid) -> None:
    heard = Heard(grid)
    grid.cursor_at = type(grid.cursor_at)(1, TEN, TEN + 30)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert (heard.wishes[0].start, heard.wishes[0].end) == (TEN, TEN + 60)
    QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert (heard.wishes[1].start, heard.wishes[1].end) == (TEN, TEN + 60)


def test_a_screen_reader_finds_every_block(grid: WeekGrid) -> None:
    face = QAccessible.queryAccessibleInterface(grid)
    assert face.text(QAccessible.Text.Name) == "Calendar"
    assert face.role() == QAccessible.Role.List
    assert face.childCount() == 2
    first = face.child(0)
    assert first.text(QAccessible.Text.Name) == "Ada: a spoken"
    place = first.rect()
    assert face.childAt(place.center().x(), place.center().y()).text(QAccessible.Text.Name) == "Ada: a spoken"
    grid.choose("b")
    assert face.focusChild().text(QAccessible.Text.Name) == "Ada: b spoken"
    assert face.child(1).state().focused
    assert not first.state().focused
    assert face.indexOfChild(face.child(1)) == 1
    assert face.parent() is None or face.parent().isValid()
    grid.show_board(build(grid.board.columns, []))
    assert face.childCount() == 0
    assert not first.isValid()


def test_scrolling_paints_no_column_anew(grid: WeekGrid) -> None:
    grid.viewport().repaint()
    before = {number: picture.cacheKey() for number, picture in grid._pictures.items()}
    assert before
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().value() + 90)
    grid.viewport().repaint()
    assert {number: picture.cacheKey() for number, picture in grid._pictures.items()} == before


def test_it_looks_mirrored_from_right_to_left(grid: WeekGrid) -> None:
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    first, last = grid.column_span(0), grid.column_span(3)
    assert first[0] > last[0]
    assert grid.column_at((first[0] + first[1]) / 2) == 0
    heard = Heard(grid)
    drag(grid, spot(grid, 0, NINE + 20), spot(grid, 2, 13 * 60 + 20))
    assert heard.moves[0].day == TUESDAY
    grid.setFocus()
    grid.cursor_at = type(grid.cursor_at)(0, TEN, TEN + 30)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    assert grid.cursor_at.column == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_painted_in_the_colours_of_the_theme(grid: WeekGrid, scheme: str) -> None:
    from ui import theme

    dress(scheme, spoken="en")
    image: QImage = grid.viewport().grab().toImage()
    at = spot(grid, 1, 16 * 60 + 20)
    assert image.pixelColor(at).name() != "#000000"
    closed = spot(grid, 2, 19 * 60)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    image = grid.viewport().grab().toImage()
    closed = spot(grid, 2, 22 * 60 + 20)
    assert image.pixelColor(closed).name().upper() == theme.colours().window
    dress()
