# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How an appointment comes again: how often, on which weekdays, and until when."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.appointments import Frequency, Repeat
from beratung.domain.errors import N_
from beratung.i18n import _, pgettext
from ui.models.calendar_words import say_weekday
from ui.models.dates import Lean
from ui.widgets.date_field import DateField
from ui.widgets.form import Field
from ui.widgets.inputs import Menu, NumberField, Tick, said
from ui.widgets.month_grid import weekday_names


class Rhythm(Enum):
    """What the menu offers."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTH_DAY = "month_day"
    MONTH_WEEKDAY = "month_weekday"


class End(Enum):
    """How a series ends."""

    UNTIL = "until"
    COUNT = "count"


_RHYTHMS = (
    (Rhythm.NEVER, N_("only once")),
    (Rhythm.DAILY, N_("daily")),
    (Rhythm.WEEKLY, N_("weekly")),
    (Rhythm.MONTH_DAY, N_("monthly on the same day")),
    (Rhythm.MONTH_WEEKDAY, N_("monthly on the same weekday")),
)
_ENDS = ((End.UNTIL, N_("until a day")), (End.COUNT, N_("so many times")))
_UNITS = {
    Rhythm.DAILY: N_("Every so many days"),
    Rhythm.WEEKLY: N_("Every so many weeks"),
    Rhythm.MONTH_DAY: N_("Every so many months"),
    Rhythm.MONTH_WEEKDAY: N_("Every so many months"),
}


def nth_of(day: date) -> int:
    """Return which weekday of its month a day is; the fifth is the last."""
    number = (day.day - 1) // 7 + 1
    return number if number < 5 else -1


def say_nth(number: int) -> str:
    """Say which weekday of a month is meant."""
    words = {
        1: pgettext("weekday of a month", "first"),
        2: pgettext("weekday of a month", "second"),
        3: pgettext("weekday of a month", "third"),
        4: pgettext("weekday of a month", "fourth"),
        -1: pgettext("weekday of a month", "last"),
    }
    return words[number]


class Weekdays(QWidget):
    """Seven ticks side by side.

    Signals:
        changed: another weekday is ticked.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        self.ticks = [Tick("") for _n in range(7)]
        for number, tick in enumerate(self.ticks):
            grid.addWidget(tick, number // 4, number % 4)
            tick.changed.connect(self.changed)
        self.setFocusProxy(self.ticks[0])
        self.retranslate()

    def value(self) -> tuple[int, ...]:
        """Return the weekdays that are ticked; 0 is Monday."""
        return tuple(number for number, tick in enumerate(self.ticks) if tick.isChecked())

    def set_value(self, days: Sequence[int]) -> None:
        """Tick weekdays without telling anyone."""
        for number, tick in enumerate(self.ticks):
            tick.setChecked(number in days)

    def set_name(self, name: str) -> None:
        """Say what is ticked here."""
        self.setAccessibleName(name)

    def problem(self) -> str:
        """Say what is wrong: nothing is ticked."""
        return "" if self.value() else _("Please choose at least one weekday.")

    def shows_problem(self) -> bool:
        """Say whether the user has been told that something is wrong."""
        return bool(self.problem())

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for tick, name in zip(self.ticks, weekday_names(), strict=True):
            tick.setText(name)


class RepeatFields(QWidget):
    """The rule of a series, in a few fields.

    Signals:
        changed: the rule is another one.
    """

    changed = Signal()

    def __init__(self, first: Callable[[], date | None], parent: QWidget | None = None) -> None:
        """Take what says the first day, for the weekday of the rule."""
        super().__init__(parent)
        self._first = first
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.rhythm: Menu[Rhythm] = Menu(lambda: [(r, self._word(r, word)) for r, word in _RHYTHMS])
        self.every = NumberField(least=1, most=99)
        self.every.set_value(1)
        self.weekdays = Weekdays()
        self.end: Menu[End] = Menu(said(_ENDS))
        self.until = DateField(lean=Lean.FUTURE)
        self.count = NumberField(least=2, most=366)
        self.count.set_value(10)
        self.rhythm_field = Field(N_("Comes again"), self.rhythm)
        self.every_field = Field(_UNITS[Rhythm.WEEKLY], self.every)
        self.days_field = Field(N_("On these weekdays"), self.weekdays)
        self.end_field = Field(N_("Ends"), self.end)
        self.until_field = Field(N_("Last day"), self.until)
        self.count_field = Field(N_("How many times"), self.count)
        column.addWidget(self.rhythm_field)
        column.addWidget(self.every_field)
        column.addWidget(self.days_field)
        row = QHBoxLayout()
        row.setSpacing(12)
        for field in (self.end_field, self.until_field, self.count_field):
            row.addWidget(field)
        column.addLayout(row)
        self._fields = (self.rhythm_field, self.every_field, self.days_field, self.end_field, self.until_field,
                        self.count_field)  # fmt: skip
        for field in self._fields:
            field.changed.connect(self._on_changed)
        self.rhythm.changed.connect(self._on_rhythm)
        self.setFocusProxy(self.rhythm)
        self._show()

    def value(self) -> Repeat | None:
        """Return the rule; None where it is only once."""
        rhythm = self.rhythm.value()
        if rhythm is Rhythm.NEVER:
            return None
        is_until = self.end.value() is End.UNTIL
        first = self._first()
        is_weekly, is_nth = rhythm is Rhythm.WEEKLY, rhythm is Rhythm.MONTH_WEEKDAY
        frequencies = {Rhythm.DAILY: Frequency.DAILY, Rhythm.WEEKLY: Frequency.WEEKLY}
        return Repeat(
            frequency=frequencies.get(rhythm, Frequency.MONTHLY),
            every=self.every.whole() or 1,
            weekdays=self.weekdays.value() if is_weekly else (),
            nth=nth_of(first) if is_nth and first is not None else 0,
            until=self.until.value() if is_until else None,
            count=None if is_until else self.count.whole(),
        )

    def clear(self) -> None:
        """Go back to "only once"."""
        self.rhythm.set_value(Rhythm.NEVER)
        self.every.set_value(1)
        self.end.set_value(End.UNTIL)
        self.until.set_value(None)
        self.count.set_value(10)
        self._show()

    def problem(self) -> str:
        """Say the first thing that is wrong; empty where nothing is."""
        shown = [field for field in self._fields if not field.isHidden()]
        found = next((field.problem() for field in shown if field.problem()), "")
        if found or self.rhythm.value() is Rhythm.NEVER:
            return found
        is_until = self.end.value() is End.UNTIL
        if is_until and self.until.value() is None:
            return _("Please say until which day.")
        return "" if is_until or self.count.whole() else _("Please say how many times.")

    def tell(self) -> None:
        """Say now what is wrong."""
        for field in self._fields:
            if not field.isHidden():
                field.tell()
        if self.rhythm.value() is not Rhythm.NEVER and self.problem():
            is_until = self.end.value() is End.UNTIL
            (self.until_field if is_until else self.count_field).set_problem(self.problem())

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for field in self._fields:
            field.retranslate()

    def first_changed(self) -> None:
        """The first day is another one: the words of the rule follow."""
        self.rhythm.retranslate()
        first = self._first()
        if first is not None and len(self.weekdays.value()) <= 1:
            self.weekdays.set_value((first.weekday(),))

    def _word(self, rhythm: Rhythm, word: str) -> str:
        first = self._first()
        if first is None or rhythm not in {Rhythm.MONTH_DAY, Rhythm.MONTH_WEEKDAY}:
            return _(word)
        if rhythm is Rhythm.MONTH_DAY:
            return _("monthly on the %(day)d.") % {"day": first.day}
        words = {"nth": say_nth(nth_of(first)), "weekday": say_weekday(first, "dddd")}
        return _("monthly on the %(nth)s %(weekday)s") % words

    def _on_rhythm(self) -> None:
        self.first_changed()
        self._show()

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        rhythm = self.rhythm.value()
        is_series = rhythm is not Rhythm.NEVER
        is_until = self.end.value() is End.UNTIL
        self.every_field.setVisible(is_series)
        self.every_field.label.setText(_(_UNITS.get(rhythm, _UNITS[Rhythm.WEEKLY])))
        self.days_field.setVisible(rhythm is Rhythm.WEEKLY)
        self.end_field.setVisible(is_series)
        self.until_field.setVisible(is_series and is_until)
        self.count_field.setVisible(is_series and not is_until)
