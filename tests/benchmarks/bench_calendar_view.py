# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A year of 20 calendars with 30,000 appointments: how soon a week stands in the window, and how long a frame takes.

Times of the processor: the machine may have other work. Opening is what the window does: read the week in a job, lay it into columns, paint what can be seen. The comparison
paints every column anew for each frame instead of moving its picture.
"""

import gc
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from beratung.centre import Centre
from tests.benchmarks import Row
from tests.benchmarks.bench_calendar import PASSWORD, SHOWN, WEEK, make


def run() -> list[Row]:
    """Make the centre, unlock it anew, and look at weeks in a grid."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="bench-calendar-view-") as folder:
        make(Path(folder) / "Beratung")
        return measure(Path(folder) / "Beratung")


def measure(folder: Path) -> list[Row]:
    """The times of one window."""
    from tests.ui.shell import dress
    from ui.models.calendar_board import all_choices, board_of
    from ui.widgets.week_grid import WeekGrid

    app = dress()
    gc.collect()
    gc.disable()  # as in the window, Python does not look for garbage meanwhile
    centre = Centre.open(folder, user="ada", password=PASSWORD)
    centre.clients.roster()
    centre.appointments.calendar(
        date(2026, 12, 28), date(2026, 12, 28)
    )  # what loads once: time zones, holidays
    grid = WeekGrid()
    grid.resize(1100, 640)
    grid.show()
    app.processEvents()

    def open_week(monday: date, *, is_everybody: bool) -> float:
        began = time.process_time()
        view = centre.appointments.calendar(monday, monday + WEEK)
        ids = {choice.id for choice in all_choices(view)} if is_everybody else {centre.user.id}
        days = [monday + timedelta(days=number) for number in range(5)]
        grid.show_board(board_of(view, days, ids, monday))
        grid.viewport().repaint()
        grid.head.repaint()
        grid.hours.repaint()
        return (time.process_time() - began) * 1000

    open_week(SHOWN - WEEK - timedelta(days=1), is_everybody=True)  # fonts and icons load once
    mondays = [SHOWN + timedelta(weeks=number) for number in range(1, 6)]
    alone = max(open_week(monday, is_everybody=False) for monday in mondays)
    later = [SHOWN + timedelta(weeks=number) for number in range(6, 11)]
    everybody = max(open_week(monday, is_everybody=True) for monday in later)
    down, along = grid.verticalScrollBar(), grid.horizontalScrollBar()

    def frame(move: Callable[[], None], *, anew: bool = False) -> float:
        began = time.process_time()
        if anew:
            grid._pictures = {}
        move()
        grid.viewport().repaint()
        grid.head.repaint()
        grid.hours.repaint()
        return (time.process_time() - began) * 1000

    up = [partial(down.setValue, y) for y in range(0, down.maximum(), 9)]
    side = [partial(along.setValue, x) for x in range(0, along.maximum(), 37)]
    naive_up = max(frame(move, anew=True) for move in up)
    naive_side = max(frame(move, anew=True) for move in side)
    grid._pictures = {}
    along.setValue(0)
    grid.viewport().repaint()
    worst_up = max(frame(move) for move in up)
    grid._pictures = {}
    worst_side = max(frame(move) for move in side)
    gc.enable()
    centre.lock()
    grid.hide()
    every = "painting every column for each frame"
    return [
        Row(
            "a week of one's own, read, laid out and painted, worst of five",
            alone,
            everybody,
            "100 ms",
            "20 calendars",
        ),
        Row("a week of 20 calendars side by side, worst of five", everybody, everybody, "100 ms", "itself"),
        Row("a frame while scrolling through the day, worst", worst_up, naive_up, "16 ms", every),
        Row("a frame while scrolling through the columns, worst", worst_side, naive_side, "16 ms", every),
    ]
