# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A field for a date as people type it, which says quietly what it understood."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from beratung.domain.people import Birth, Precision
from beratung.i18n import _, explain, pgettext
from ui import theme
from ui.models import dates
from ui.models.dates import EARLIEST, LATEST, DateProblem, DateRead, Lean, add_months, read_date
from ui.models.words import age, say_age, say_day, say_days
from ui.widgets.calendar_box import CalendarBox
from ui.widgets.labels import Text
from ui.widgets.line_button import LineButton
from ui.widgets.segments import Segments


class _DateLine(QLineEdit):
    """The line itself; the arrow keys move the date, and what was understood stands at its end."""

    stepped = Signal(int, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._hint = Text("", "secondary", "muted", parent=self)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)

    def show_hint(self, text: str) -> None:
        """Show quiet text at the end of the line, as far as there is room behind what was typed."""
        self._hint.setText(text)
        self._place_hint()

    def _place_hint(self) -> None:
        text = self._hint.text()
        end = theme.px(26) + 8
        need = self._hint.sizeHint().width()
        typed = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 22
        has_room = typed + need + end <= self.width()
        self._hint.setVisible(bool(text) and has_room)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = end if is_mirrored else self.width() - need - end
        self._hint.setGeometry(x, 1, need, self.height() - 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_hint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: (1, "day"),
            Qt.Key.Key_Down: (-1, "day"),
            Qt.Key.Key_PageUp: (1, "month"),
            Qt.Key.Key_PageDown: (-1, "month"),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        self.stepped.emit(*step)


class DateField(QWidget):
    """A date, typed freely: "12.3.92", "heute", "in 2 Wochen"; arrows move it by days, Page keys by months.

    Signals:
        changed: the value, or what is wrong with it, is another one.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        lean: Lean = Lean.NEAR,
        may_be_year: bool = False,
        latest_is_today: bool = False,
        hint: Callable[[DateRead, date], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lean, self._may_be_year, self._latest_is_today = lean, may_be_year, latest_is_today
        self._hint = hint or _far_away
        self._read: DateRead | None = None
        self._problem: DateProblem | None = None
        self._is_told = False
        self.calendar: QCalendarWidget | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.line = _DateLine(self)
        self.line.setMaxLength(40)
        row.addWidget(self.line)
        self._open = LineButton(self.line, "calendar", self.open_calendar)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.line.textChanged.connect(self._on_typed)
        self.line.stepped.connect(self._on_stepped)
        self.line.editingFinished.connect(self.finish)
        self.retranslate()

    def today(self) -> date:
        """Return the day that is today."""
        return dates.today()

    def read(self) -> DateRead | None:
        """Return what was understood; None where nothing or nothing sensible was typed."""
        return self._read

    def value(self) -> date | None:
        """Return the date; None where nothing or nothing sensible was typed."""
        return self._read.on if self._read else None

    def set_value(self, value: date | None, *, is_year: bool = False) -> None:
        """Show a date without telling anyone."""
        self.line.blockSignals(True)
        self.line.setText(str(value.year) if value and is_year else say_day(value))
        self.line.blockSignals(False)
        self._understand()
        self._is_told = True
        self._show()

    def text(self) -> str:
        """Return what was typed."""
        return self.line.text()

    def problem(self) -> str:
        """Say what is wrong with what was typed; empty where nothing is."""
        return explain(self._problem) if self._problem else ""

    def set_name(self, name: str) -> None:
        """Say which date this is."""
        self.setAccessibleName(name)
        self.line.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self._open.set_name(_("Open calendar (Alt+Down)"))
        self.line.setPlaceholderText(_("dd.mm.yyyy"))
        self._show()

    def finish(self) -> None:
        """Write out what was understood, and say what is wrong: the user has finished typing."""
        if self._read is not None:
            text = str(self._read.on.year) if self._read.is_year else say_day(self._read.on)
            if text != self.line.text():
                self.line.blockSignals(True)
                self.line.setText(text)
                self.line.blockSignals(False)
        if not self._is_told:
            self._is_told = True
            self._show()
            self.changed.emit()
        self._show()

    def shows_problem(self) -> bool:
        """Say whether the user has been told that something is wrong."""
        return self._is_told and self._problem is not None

    def _understand(self) -> None:
        self._read, self._problem = None, None
        try:
            self._read = read_date(
                self.line.text(),
                self.today(),
                lean=self._lean,
                may_be_year=self._may_be_year,
                earliest=EARLIEST,
                latest=self.today() if self._latest_is_today else LATEST,
            )
        except DateProblem as problem:
            self._problem = problem

    def _on_typed(self) -> None:
        self._understand()
        self._is_told = False
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        said = ""
        if self._read is not None:
            said = self._hint(self._read, self.today())
            if say_day(self._read.on) != self.line.text() and not self._read.is_year:
                said = f"{weekday(self._read.on)}, {say_day(self._read.on)}"
        self.line.show_hint(said)
        theme.set_tone(self.line, "invalid" if self.shows_problem() else "")
        self.line.setAccessibleDescription(self.problem() if self.shows_problem() else said)

    def _on_stepped(self, number: int, unit: str) -> None:
        day = self.value() or self.today()
        try:
            if self.value() is not None:
                day = add_months(day, number) if unit == "month" else day + timedelta(days=number)
        except (DateProblem, OverflowError):
            return
        self.line.setText(say_day(day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Open a calendar below the field; Enter takes a day, Esc closes it."""
        box = CalendarBox(self, self.value() or self.today(), self.today() if self._latest_is_today else None)
        box.calendar.setAccessibleName(self.accessibleName())
        box.taken.connect(self._on_taken)
        box.destroyed.connect(self._on_closed)
        box.open_below()
        self.calendar = box.calendar

    def _on_taken(self, day: date) -> None:
        self.line.setText(say_day(day))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finish()

    def _on_closed(self) -> None:
        self.calendar = None


def weekday(day: date) -> str:
    """Say the short name of a weekday."""
    return (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )[day.weekday()]


def _far_away(read: DateRead, today: date) -> str:
    """Say the weekday and, for a day that is near, how far away it is."""
    days = (read.on - today).days
    return f"{weekday(read.on)}, {say_days(days)}" if abs(days) <= 60 else weekday(read.on)


def _age(read: DateRead, today: date) -> str:
    """Say how old somebody born then is."""
    precision = Precision.YEAR if read.is_year else Precision.EXACT
    born = Birth(on=read.on, precision=precision)
    return say_age(born, today) if age(born, today) is not None else ""


class BirthField(QWidget):
    """A birth date with how far it can be trusted; a year alone counts as such by itself.

    Signals:
        changed: the value, or what is wrong with it, is another one.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.date = DateField(lean=Lean.PAST, may_be_year=True, latest_is_today=True, hint=_age)
        self.precision: Segments[Precision] = Segments(_precisions, Precision.EXACT)
        row.addWidget(self.date, 1)
        row.addWidget(self.precision)
        self.setFocusProxy(self.date)
        self.date.changed.connect(self._on_date)
        self.precision.changed.connect(self.changed)

    def value(self) -> Birth | None:
        """Return when somebody was born; None where it is not known."""
        day = self.date.value()
        if day is None:
            return None
        precision = self.precision.value()
        return Birth(on=date(day.year, 1, 1) if precision is Precision.YEAR else day, precision=precision)

    def set_value(self, born: Birth | None) -> None:
        """Show a birth date without telling anyone."""
        self.date.set_value(
            born.on if born else None, is_year=bool(born and born.precision is Precision.YEAR)
        )
        self.precision.set_value(born.precision if born else Precision.EXACT)

    def problem(self) -> str:
        """Say what is wrong with what was typed; empty where nothing is."""
        return self.date.problem()

    def shows_problem(self) -> bool:
        """Say whether the user has been told that something is wrong."""
        return self.date.shows_problem()

    def finish(self) -> None:
        """Say what is wrong now."""
        self.date.finish()

    def set_name(self, name: str) -> None:
        """Say whose birth date this is."""
        self.setAccessibleName(name)
        self.date.set_name(name)
        self.precision.set_name(_("Precision"))

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.date.retranslate()
        self.precision.retranslate()

    def _on_date(self) -> None:
        read = self.date.read()
        if read is not None:
            if read.is_year:
                self.precision.set_value(Precision.YEAR)
            elif self.precision.value() is Precision.YEAR:
                self.precision.set_value(Precision.EXACT)
        self.changed.emit()


def _precisions() -> tuple[tuple[Precision, str], ...]:
    return (
        (Precision.EXACT, pgettext("birth date", "exact")),
        (Precision.ESTIMATED, pgettext("birth date", "estimated")),
        (Precision.YEAR, pgettext("birth date", "year")),
    )
