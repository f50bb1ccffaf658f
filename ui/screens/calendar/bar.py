# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The line above the calendar: before, today, after, which days these are, and how they are looked at."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QMenu, QSizePolicy, QWidget

from beratung.domain.errors import N_
from beratung.i18n import _
from ui.commands.command import Command
from ui.models.calendar_range import ViewKind
from ui.screens.calendar.exchange_card import TITLES, Part
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.segments import Segments

if TYPE_CHECKING:
    from ui.screens.calendar.screen import CalendarScreen

_VIEWS = {
    ViewKind.DAY: N_("Day"),
    ViewKind.WEEK: N_("Week"),
    ViewKind.MONTH: N_("Month"),
    ViewKind.LIST: N_("List"),
}
_ICONS = {Part.TAKE: "file-import", Part.SAVE: "device-floppy", Part.PUBLISH: "send"}


class CalendarBar(QWidget):
    """Buttons to go through time.

    Signals:
        stepped: -1 or 1, to go back or on.
        today_wanted: today is to be shown.
        exchange_wanted: a `Part`: something is to be done with other calendars.
    """

    stepped = Signal(int)
    today_wanted = Signal()
    exchange_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.before = IconButton("chevron-left", on_click=lambda: self.stepped.emit(-1))
        self.now = SecondaryButton(on_click=self.today_wanted.emit)
        self.after = IconButton("chevron-right", on_click=lambda: self.stepped.emit(1))
        self._words = ("", "")
        self.range = Text("", "section")
        self.range.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.kinds: Segments[ViewKind] = Segments(
            lambda: [(kind, _(word)) for kind, word in _VIEWS.items()], ViewKind.WEEK
        )
        for widget in (self.before, self.now, self.after):
            row.addWidget(widget)
        row.addSpacing(4)
        row.addWidget(self.range, 1)
        row.addWidget(self.kinds)
        self.more_button = IconButton("dots", on_click=self._open_menu)
        row.addWidget(self.more_button)

    def say(self, long: str, short: str) -> None:
        """Say which days these are, as far as there is room."""
        self._words = (long, short)
        self._fit()

    def _fit(self) -> None:
        long, short = self._words
        room = self.range.width()
        metrics = self.range.fontMetrics()
        self.range.setText(long if metrics.horizontalAdvance(long) <= room or self.width() < 100 else short)
        self.range.setAccessibleName(long)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.before.set_name(_("Before"))
        self.after.set_name(_("After"))
        self.now.setText(_("Today"))
        self.kinds.set_name(_("View"))
        self.kinds.retranslate()
        self.more_button.set_name(_("Other calendars"))

    def build_menu(self) -> QMenu:
        """Return what can be done with other calendars."""
        menu = QMenu(self)
        for part, words in TITLES.items():
            action = QAction(_(words), menu)
            action.triggered.connect(lambda _checked=False, one=part: self.exchange_wanted.emit(one))
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height() + 2)))


def _may_take_letters() -> bool:
    """Whether a letter means the calendar: menus take letters themselves, as lines of text do."""
    return not isinstance(QApplication.focusWidget(), QComboBox)


def commands_of(screen: "CalendarScreen") -> tuple[Command, ...]:
    """Return what can be done on the calendar."""
    group, may = N_("Calendar"), _may_take_letters

    def look(kind: ViewKind, key: str) -> Command:
        return Command(
            f"calendar-{kind}", _VIEWS[kind], lambda: screen.look_at(kind), key, "calendar", may, group
        )

    def exchange(part: Part) -> Callable[[], None]:
        return lambda: screen.side.show_exchange(part)

    return (
        Command("calendar-new", N_("New appointment"), screen.book_now, "N", "calendar-plus", may, group),
        Command("calendar-today", N_("Go to today"), screen.show_today, "T", "calendar", may, group),
        *(look(kind, str(number)) for number, kind in enumerate(_VIEWS, start=1)),
        Command(
            "calendar-before", N_("Before"), lambda: screen.step(-1), "Alt+PgUp", "chevron-left", group=group
        ),
        Command(
            "calendar-after", N_("After"), lambda: screen.step(1), "Alt+PgDown", "chevron-right", group=group
        ),
        Command(
            "calendar-remind", N_("Who is to be reminded"), screen.show_reminders, "R", "bell", may, group
        ),
        *(
            Command(f"calendar-{part}", words, exchange(part), icon=_ICONS[part], group=group)
            for part, words in TITLES.items()
        ),
    )
