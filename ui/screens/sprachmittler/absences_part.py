# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""When can I be asked? Weekly times and absences, told to the centre as they are entered."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from uuid import uuid4

from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.appointments import ZONE
from beratung.domain.errors import N_, BeratungError
from beratung.domain.interpreting import Away, WeeklyTime
from beratung.domain.interpreting_views import OwnTimes
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.file_words import say_away
from ui.models.grid import clock
from ui.models.times import instant
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.date_field import DateField
from ui.widgets.emptied import empty_out
from ui.widgets.form import Field
from ui.widgets.inputs import Menu
from ui.widgets.labels import Text
from ui.widgets.note import Note
from ui.widgets.page import Scroll
from ui.widgets.time_field import TimeField

MORNING, EVENING, DAY = 9 * 60, 17 * 60, 24 * 60


def weekdays() -> Sequence[tuple[int, str]]:
    """Monday to Sunday."""
    return tuple(
        enumerate(
            (
                _("Monday"),
                _("Tuesday"),
                _("Wednesday"),
                _("Thursday"),
                _("Friday"),
                _("Saturday"),
                _("Sunday"),
            )
        )
    )


class AbsencesPart(Part):
    """Two cards: when one can be asked in a week, and when one is away."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._found: OwnTimes | None = None
        self.note = Note()
        self.column.addWidget(self.note)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._build_weekly(), 1)
        sides.addWidget(self._build_away(), 1)
        self.column.addLayout(sides, 1)

    def _build_weekly(self) -> QWidget:
        self.weekly = Card(" ")
        self.weekly_list = Scroll()
        self.weekly.add(self.weekly_list, 1)
        self.weekday: Menu[int] = Menu(weekdays)
        self.opens, self.closes = TimeField(), TimeField()
        self.opens.set_value(MORNING)
        self.closes.set_value(EVENING)
        self.weekly_fields = (
            Field(N_("Day"), self.weekday),
            Field(N_("From"), self.opens),
            Field(N_("To"), self.closes),
        )
        row = QHBoxLayout()
        for field in self.weekly_fields:
            row.addWidget(field, 1)
        self.weekly.add(row)
        self.add_weekly = SecondaryButton(icon="plus", on_click=self.on_add_weekly)
        self.weekly.add(_at_the_end(self.add_weekly))
        return self.weekly

    def _build_away(self) -> QWidget:
        self.away = Card(" ")
        self.away_list = Scroll()
        self.away.add(self.away_list, 1)
        self.first, self.last = DateField(), DateField()
        self.away_fields = (Field(N_("First day"), self.first), Field(N_("Last day"), self.last))
        row = QHBoxLayout()
        for field in self.away_fields:
            row.addWidget(field, 1)
        self.away.add(row)
        self.add_away = PrimaryButton(icon="plus", on_click=self.on_add_away)
        self.away.add(_at_the_end(self.add_away))
        return self.away

    # -- reading -------------------------------------------------------------------------------------

    def load(self) -> None:
        jobs.run(self, self.session.centre.workspace.times, self._on_loaded, self._on_failed)

    def _on_failed(self, error: BeratungError) -> None:
        self.note.say(explain(error), "unknown", "info-circle")

    def _on_loaded(self, found: OwnTimes) -> None:
        self._found = found
        waiting = ngettext(
            "%(n)d change is on its way to the centre.",
            "%(n)d changes are on their way to the centre.",
            found.waiting,
        ) % {"n": found.waiting}
        self.note.say(waiting if found.waiting else "", "accent", "clock")
        days = dict(weekdays())
        _fill(
            self.weekly_list,
            [
                (
                    f"{days[time.weekday]}, {clock(time.start)}–{clock(time.end)}",
                    partial(self._drop_weekly, time),
                )
                for time in sorted(found.weekly, key=lambda t: (t.weekday, t.start))
            ],
            _("No time is entered: nobody will ask you."),
        )
        _fill(
            self.away_list,
            [(_say_away(away), partial(self._drop_away, away)) for away in found.absences],
            _("No absence is entered."),
        )

    # -- doing ---------------------------------------------------------------------------------------

    def on_add_weekly(self) -> None:
        """Add a time at which one can be asked."""
        begins, ends = self.opens.value(), self.closes.value()
        if self._found is None or begins is None or ends is None:
            for field in self.weekly_fields:
                field.tell()
            return
        new = WeeklyTime(weekday=self.weekday.value(), start=begins, end=ends)
        self._keep_weekly((*self._found.weekly, new), _("This time is told to the centre."))

    def _drop_weekly(self, gone: WeeklyTime) -> None:
        if self._found is not None:
            kept = tuple(time for time in self._found.weekly if time != gone)
            self._keep_weekly(kept, _("This time is taken out."))

    def _keep_weekly(self, weekly: tuple[WeeklyTime, ...], said: str) -> None:
        service, before = self.session.centre.workspace, self._found.weekly if self._found is not None else ()
        self.do(lambda: service.save_weekly(weekly), said, lambda: service.save_weekly(before))

    def on_add_away(self) -> None:
        """Say that one is away for some days."""
        first = self.first.value()
        last = self.last.value() or first
        if first is None or last is None or any(field.problem() for field in self.away_fields):
            for field in self.away_fields:
                field.tell()
            if first is None:
                self.away_fields[0].set_problem(_("Please say the first day."))
            return
        start, end = instant(first, 0, ZONE), instant(last + timedelta(days=1), 0, ZONE)
        away = Away(id=uuid4(), start=start, end=end, is_whole_days=True)
        service = self.session.centre.workspace
        self.do(
            lambda: service.save_absence(away), _("Your absence is told to the centre."),
            lambda: service.remove_absence(away.id),
        )  # fmt: skip
        self.first.set_value(None)
        self.last.set_value(None)

    def _drop_away(self, away: Away) -> None:
        service = self.session.centre.workspace
        self.do(
            lambda: service.remove_absence(away.id),
            _("The absence is taken out."),
            lambda: service.save_absence(away),
        )

    def retranslate(self) -> None:
        self.weekly.set_title(_("When you can be asked"))
        self.away.set_title(_("When you are away"))
        self.add_weekly.setText(_("Add this time"))
        self.add_away.setText(_("Add absence"))
        for field in (*self.weekly_fields, *self.away_fields):
            field.retranslate()
        if self._found is not None:
            self._on_loaded(self._found)


def _say_away(away: Away) -> str:
    return say_away(away.start, away.end, ZONE, is_whole_days=away.is_whole_days)


def _at_the_end(button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(button)
    return row


def _fill(scroll: Scroll, lines: Sequence[tuple[str, Callable[[], None]]], nothing: str) -> None:
    """Show lines with a button that takes each out, or a word that there is none."""
    empty_out(scroll.column)
    for words, remove in lines:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Text(words, "body"), 1)
        row.addWidget(IconButton("x", _("Take out: %(what)s") % {"what": words}, remove))
        scroll.column.addWidget(line)
    if not lines:
        scroll.column.addWidget(Text(nothing, "body", "muted", wrap=True))
    scroll.column.addStretch(1)
