# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Publishing one's own weeks to a calendar server: only when asked, with a password that is asked for each time."""

from collections.abc import Iterable
from threading import Event
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.errors import N_, BeratungError, NotFound, Refused
from beratung.domain.exchange import Published, PublishedCalendar
from beratung.i18n import _, explain, ngettext
from ui import jobs, theme
from ui.models.calendar_words import say_weekday
from ui.models.words import say_day
from ui.screens.calendar.exchange_words import Stopped, say_calendar, say_published, tell
from ui.session import Busy, Session
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.emptied import empty_out
from ui.widgets.form import Field
from ui.widgets.inputs import NumberField, TextLine
from ui.widgets.labels import Line, Text
from ui.widgets.note import Note
from ui.widgets.password_field import PasswordField

_MOST = 53
_FIRST = 4


class _Secret(PasswordField):
    """A password as an input of a form.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.textEdited.connect(lambda _text: self.changed.emit())

    def set_name(self, name: str) -> None:
        """Give the line its accessible name."""
        self.setAccessibleName(name)

    def problem(self) -> str:
        """Say what is wrong: nothing ever is."""
        return ""

    def shows_problem(self) -> bool:
        """Say whether something is wrong: nothing ever is."""
        return False


class PublishingPart(QWidget):
    """Which calendar, how many weeks, and what came of it.

    Signals:
        told_more: something was said that may stand below what is in sight.
    """

    told_more = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._run = 0
        self._busy: Busy | None = None
        self._stop = Event()
        self._outcome: tuple[Published, dict[str, str]] | None = None
        self._known: tuple[PublishedCalendar, ...] = ()
        self.known_buttons: list[QuietButton] = []
        self.address, self.calendar, self.account = TextLine(most=2000), TextLine(), TextLine()
        self.password, self.weeks = _Secret(), NumberField(least=1, most=_MOST)
        self.address_field = Field(N_("Address of the calendar or the server"), self.address)
        self.calendar_field = Field(N_("Name of the calendar, if there are several"), self.calendar)
        self.account_field = Field(N_("Account on the server"), self.account)
        self.password_field = Field(
            N_("Password of this account"),
            self.password,
            hint=N_("It is asked for each time and never kept."),
        )
        self.weeks_field = Field(N_("Weeks, from this one on"), self.weeks)
        self.leaves = Text("", "body", wrap=True)
        self.problem, self.told = Note(), Note("circle-check", "yes")
        self.left = Text("", "body", wrap=True)
        self.publish_button = PrimaryButton(icon="send", on_click=self.publish)
        self.force_button = SecondaryButton(icon="refresh", on_click=self.overwrite)
        self._build()
        self.clear()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        column.addLayout(self._list)
        before = (self.address_field, self.calendar_field, self.account_field, self.weeks_field)
        said = (self.leaves, self.problem, self.told, self.left)
        for widget in (*before, *said, self.password_field):  # what is asked each time stands by the buttons
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.publish_button, 1)
        column.addLayout(row)
        column.addWidget(self.force_button)
        column.addStretch(1)
        for field in self._fields():
            if field is not self.password_field:
                field.changed.connect(self._forget_outcome)
        self.password.returnPressed.connect(self.publish)

    def _fields(self) -> tuple[Field, ...]:
        return (
            self.address_field,
            self.calendar_field,
            self.account_field,
            self.password_field,
            self.weeks_field,
        )

    # -- what is shown ------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Show to which calendars was published; the last of them is proposed."""
        if self.weeks.value() is None and not self.weeks.text():
            self.weeks.set_value(_FIRST)
        self._read_known()

    def take_focus(self) -> None:
        """Put the keyboard where one begins."""
        (self.password if self.address.value() else self.address).setFocus()

    def _read_known(self) -> None:
        def done(known: tuple[PublishedCalendar, ...]) -> None:
            def when(one: PublishedCalendar) -> float:
                return one.published_at.timestamp() if one.published_at is not None else 0.0

            self._known = tuple(sorted(known, key=when, reverse=True))
            self._show_known()
            if self._known and not self.address.value():
                self.choose(self._known[0])
            if self._outcome is not None:
                self.told_more.emit()

        jobs.run(self, self._session.centre.exchange.published, done, self._session.problem)

    def _show_known(self) -> None:
        empty_out(self._list)
        self.known_buttons = []
        if not self._known:
            return
        self._list.addWidget(Text(_("Published so far"), "caps", "muted"))
        for known in self._known:
            words = say_calendar(known)
            button = QuietButton(icon="calendar", on_click=lambda one=known: self.choose(one))  # type: ignore[misc]
            metrics = QFontMetrics(theme.font("body"))
            button.setText(
                metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, theme.px(220)).replace("&", "&&")
            )
            button.setAccessibleName(words)
            button.setToolTip(known.url)
            self.known_buttons.append(button)
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            holder = QWidget()
            holder.setLayout(row)
            row.setContentsMargins(0, 0, 0, 0)
            self._list.addWidget(holder)
            self._list.addWidget(Text(self._say_last(known), "secondary", "muted", wrap=True))
        self._list.addWidget(Line())

    def _say_last(self, known: PublishedCalendar) -> str:
        n = len(known.entries)
        words = ngettext("%(n)d entry", "%(n)d entries", n) % {"n": n}
        when = f"{say_day(known.published_at.date())}" if known.published_at is not None else ""
        return " · ".join(part for part in (known.account, when, words) if part)

    def choose(self, known: PublishedCalendar) -> None:
        """Take the address and the account of a calendar to which was published before."""
        self.address.set_value(known.url)
        self.calendar.set_value("")
        self.account.set_value(known.account)
        self._forget_outcome()
        if self.isVisible():
            self.password.setFocus()

    def clear(self) -> None:
        """Forget everything that was typed, and stop what runs."""
        self._run += 1
        self._stop.set()
        self._finish()
        self.password.take()
        for line in (self.address, self.calendar, self.account):
            line.set_value("")
        self.weeks.set_value(None)
        self._known = ()
        self._show_known()
        self.problem.say("")
        self._forget_outcome()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.password.take()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for field in self._fields():
            field.retranslate()
        self.leaves.setText(
            _("What leaves: the times of your appointments, each with a number. No name, no case, no reason.")
        )
        self.publish_button.setText(_("Publish"))
        self.force_button.setText(_("Overwrite it there"))
        self._show_known()
        self._show_outcome()

    def _forget_outcome(self) -> None:
        self._outcome = None
        self._show_outcome()

    def _show_outcome(self) -> None:
        outcome = self._outcome
        is_whole = outcome is None or outcome[0].is_whole
        self.left.setVisible(not is_whole)
        self.force_button.setVisible(not is_whole)
        if outcome is None:
            self.told.say("")
            return
        told, times = outcome
        if told.is_whole:
            self.told.say(say_published(told), "yes", "circle-check")
            return
        self.told.say(say_published(told), "unknown", "alert-triangle")
        said = []
        if told.changed_there:
            words = _("Changed there by somebody, so left as it is: %(which)s.")
            said.append(words % {"which": _listed(told.changed_there, times)})
        if told.deleted_there:
            words = _("Deleted there by somebody, so not put there again: %(which)s.")
            said.append(words % {"which": _listed(told.deleted_there, times)})
        said.append(_("To put your times there all the same, type the password again."))
        self.left.setText("\n".join(said))

    # -- publishing -----------------------------------------------------------------------------------------------

    def publish(self) -> None:
        """Publish, leaving alone what somebody changed or deleted there."""
        self._publish(force=False)

    def overwrite(self) -> None:
        """Publish over what somebody changed or deleted there."""
        self._publish(force=True)

    def _is_complete(self) -> bool:
        self.weeks_field.tell()
        asked = (
            (self.address_field, bool(self.address.value()), _("Please type the address.")),
            (self.account_field, bool(self.account.value()), _("Please type the account.")),
            (self.password_field, bool(self.password.text()), _("Please type the password.")),
            (self.weeks_field, self.weeks.whole() is not None, _("Please type how many weeks.")),
        )
        for field, is_there, words in asked:
            if not is_there:
                if not field.problem():
                    field.set_problem(words)
                field.widget.setFocus()
                if field is self.password_field:
                    self.told_more.emit()
                return False
        return True

    def _publish(self, *, force: bool) -> None:
        if self._busy is not None or not self._is_complete():
            return
        self._run += 1
        run, centre = self._run, self._session.centre
        address, calendar, account = self.address.value(), self.calendar.value(), self.account.value()
        weeks, secret = self.weeks.whole() or 1, self.password.take()
        self._stop = stop = Event()
        self.problem.say("")
        for field in self._fields():
            field.set_problem("")
        self._forget_outcome()
        self._busy = busy = self._session.busy(_("Your weeks are being published."), stop.set)
        self._allow()

        def progress(done: int, total: int) -> None:
            if stop.is_set():
                raise Stopped
            busy.progress(done, total)

        def work() -> tuple[Published, dict[str, str]]:
            before = _appointments_of(self._session)
            told = centre.exchange.publish(
                address, account, secret, calendar=calendar, weeks=weeks, force=force, progress=progress
            )
            numbers = before | _appointments_of(self._session)
            return told, _times_of(self._session, (*told.changed_there, *told.deleted_there), numbers)

        def done(found: tuple[Published, dict[str, str]]) -> None:
            if run == self._run:
                self._finish()
                self._outcome = found
                self._show_outcome()
                self._read_known()
                if self.isVisible():
                    (self.publish_button if found[0].is_whole else self.password).setFocus()
                self.told_more.emit()

        def failed(error: BeratungError) -> None:
            if run == self._run:
                self._finish()
                self._tell(error)

        jobs.run(self, work, done, failed, pool=jobs.side_pool())

    def _tell(self, error: BeratungError) -> None:
        """Say beside its field what went wrong."""
        fields = {
            "--caldav": self.address_field,
            "--calendar": self.calendar_field,
            "--weeks": self.weeks_field,
        }
        if tell(error, fields):
            return
        if "what" in error.details:
            self.address_field.set_problem(explain(error))
            self.address.setFocus()
        elif isinstance(error, Refused) and not isinstance(error, Stopped):
            self.password_field.set_problem(explain(error))
            self.password.setFocus()
            self.told_more.emit()
        else:
            self.problem.say(explain(error), "unknown", "alert-triangle")
            self.told_more.emit()

    def _finish(self) -> None:
        busy, self._busy = self._busy, None
        if busy is not None:
            busy.finish()
        self._allow()

    def _allow(self) -> None:
        for widget in (self.publish_button, self.force_button, *self._fields()):
            widget.setEnabled(self._busy is None)


def _appointments_of(session: Session) -> dict[str, UUID]:
    """The published appointments by their number outside."""
    exchange = session.centre.exchange
    return {
        exchange.number_of(entry.appointment): entry.appointment
        for known in exchange.published()
        for entry in known.entries
    }


def _times_of(session: Session, numbers: Iterable[str], known: dict[str, UUID]) -> dict[str, str]:
    """When the appointments of some numbers are, as far as that can be told."""
    found: dict[str, str] = {}
    for number in numbers:
        if number not in known:
            continue
        try:
            entry = session.centre.appointments.show(known[number])
        except NotFound:
            continue
        found[number] = f"{say_weekday(entry.start.date(), 'ddd d.M.')} {entry.start:%H:%M}"
    return found


def _listed(numbers: Iterable[str], times: dict[str, str]) -> str:
    return ", ".join(f"{n} ({times[n]})" if n in times else n for n in numbers if n)
