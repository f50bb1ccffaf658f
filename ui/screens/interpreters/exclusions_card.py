# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who shall not interpret for whom: seen from an interpreter, and seen from a client."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.interpreting import ExclusionReason, InterpreterFile, InterpreterKind
from beratung.domain.interpreting_views import Excluded
from beratung.domain.views import PersonRow
from beratung.domain.work import Changes
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.calendar_words import say_long
from ui.models.choices import Choice
from ui.models.file_words import REASONS
from ui.models.times import local
from ui.screens.calendar.booking_card import choice_of
from ui.session import Session
from ui.widgets.asked_picker import AskedPicker
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.columns import ColumnsLayout
from ui.widgets.form import Field
from ui.widgets.inputs import Menu, said
from ui.widgets.labels import Text
from ui.widgets.picker import Picker
from ui.widgets.taken_out import Taken, TakenOut

_FOUND = 12


class ExclusionsCard(Card):
    """A list with a reason of one word each; subclasses say which side one looks from.

    ``own`` is the interpreter or the client one looks from; ``picker`` picks the other side.
    """

    def __init__(self, session: Session, picker: Picker, label: str) -> None:
        super().__init__(" ")
        self.session = session
        self.own: UUID | None = None
        self._found: dict[UUID, ExclusionReason] = {}
        self._names: dict[UUID, str] = {}
        self.sentence = Text("", "secondary", "muted", wrap=True)
        self.add(self.sentence)
        self.lines = TakenOut()
        self.add(self.lines)
        self.picker = picker
        self.reason: Menu[ExclusionReason] = Menu(said(REASONS))
        self.reason.set_value(ExclusionReason.WISH)
        self.field = Field(label, picker)
        self.fields = (self.field, Field(N_("Reason"), self.reason))
        sides = QWidget()
        columns = ColumnsLayout(sides, column=200, most=2)
        for side in self.fields:
            columns.add(side)
        self.add(sides)
        foot = QHBoxLayout()
        self.add_button = SecondaryButton(icon="user-x", on_click=self.enter)
        foot.addStretch(1)
        foot.addWidget(self.add_button)
        self.add(foot)

    def pair(self, own: UUID, other: UUID) -> tuple[UUID, UUID]:
        """Return client and interpreter, in this order."""
        raise NotImplementedError

    def nobody_picked(self) -> str:
        """Say that somebody must be picked."""
        raise NotImplementedError

    def show_exclusions(
        self, own: UUID | None, found: Mapping[UUID, ExclusionReason], names: Mapping[UUID, str]
    ) -> None:
        """Show the exclusions of somebody, with the names of the other side."""
        if own != self.own:
            self._empty()
        self.own, self._found, self._names = own, dict(found), dict(names)
        self._show()

    def enter(self) -> None:
        """Keep the two apart, at once."""
        code, reason = self.picker.code(), self.reason.value()
        if self.own is None:
            return
        if code is None:
            self.field.set_problem(self.nobody_picked())
            self.picker.setFocus()
            return
        client, interpreter = self.pair(self.own, UUID(code))
        service, session = self.session.centre.interpreters, self.session
        zone = session.centre.settings.calendar.zone

        def work() -> Excluded:
            return service.exclude(client, interpreter, reason)

        def done(excluded: Excluded) -> None:
            self._empty()
            session.toast(
                followed(excluded), partial(self._run, lambda: service.readmit(client, interpreter))
            )
            if excluded.meets:
                self.field.set_problem(meeting(excluded.meets, zone))

        def failed(error: BeratungError) -> None:
            self.field.set_problem(explain(error))

        jobs.run(self, work, done, failed)

    def drop(self, other: UUID) -> None:
        """Take an exclusion back."""
        if self.own is None:
            return
        client, interpreter = self.pair(self.own, other)
        service, session = self.session.centre.interpreters, self.session
        reason = self._found.get(other, ExclusionReason.WISH)

        def done(_changes: Changes) -> None:
            session.toast(
                _("Taken out: from now on this is possible again."),
                partial(self._run, lambda: service.exclude(client, interpreter, reason).changes),
            )

        jobs.run(self, lambda: service.readmit(client, interpreter), done, session.problem)

    def _run(self, work: Callable[[], Changes]) -> None:
        jobs.run(self, work, _nothing, self.session.problem)

    def _empty(self) -> None:
        self.picker.set_code(None)
        self.reason.set_value(ExclusionReason.WISH)
        self.field.set_problem("")

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.sentence.setText(
            _("Only one word is kept as the reason, sealed. Nobody is told why somebody is not asked.")
        )
        for field in self.fields:
            field.retranslate()
        self._show()

    def _show(self) -> None:
        lines = [
            Taken(self._names.get(other, "–"), _(REASONS[reason]), partial(self.drop, other))
            for other, reason in sorted(
                self._found.items(), key=lambda pair: (self._names.get(pair[0], "").casefold(), pair[0])
            )
        ]
        self.lines.show_lines(lines, _("Nobody."))


def followed(excluded: Excluded) -> str:
    """Say what followed from keeping two apart."""
    words, reopened = _("Kept. What was offered is taken back."), len(excluded.reopened)
    if not reopened:
        return words
    more = ngettext(
        "%(n)d booking is called off; the request is open again.",
        "%(n)d bookings are called off; the requests are open again.",
        reopened,
    ) % {"n": reopened}
    return f"{words} {more}"


def meeting(starts: Sequence[datetime], zone: str) -> str:
    """Say in which groups two meet nevertheless."""
    when = "; ".join(f"{say_long(at.date())}, {at:%H:%M}" for at in (local(start, zone) for start in starts))
    return _("Both are in a group on %(when)s. Please settle who comes.") % {"when": when}


class ExcludedClients(ExclusionsCard):
    """The clients for whom the chosen interpreter shall not interpret."""

    def __init__(self, session: Session) -> None:
        self._asked_picker = AskedPicker(self._ask, placeholder=N_("Type a name"))
        super().__init__(session, self._asked_picker, N_("Not for this client"))

    def pair(self, own: UUID, other: UUID) -> tuple[UUID, UUID]:
        return other, own

    def nobody_picked(self) -> str:
        return _("Please choose a client.")

    def names_of(self, clients: Sequence[UUID]) -> dict[UUID, str]:
        """Return the names of clients; runs off the GUI thread."""
        found = {}
        for client in clients:
            row = self.session.centre.clients.person(client)
            if row is not None:
                found[client] = row.name or _("Anonymous client")
            else:
                found[client] = _("Somebody whose case is closed to you")
        return found

    def _ask(self, text: str, done: Callable[[Sequence[Choice]], None]) -> None:
        clients = self.session.centre.clients

        def found(rows: list[PersonRow]) -> None:
            done([choice_of(row) for row in rows])

        if text:
            jobs.run(
                self, lambda: [hit.row for hit in clients.search(text, _FOUND)], found, self.session.problem
            )

    def _empty(self) -> None:
        self._asked_picker.forget()
        super()._empty()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.set_title(_("Does not interpret for"))
        self.add_button.setText(_("Keep apart"))
        super().retranslate()


class ExcludedInterpreters(ExclusionsCard):
    """The interpreters whom a client shall not get."""

    def __init__(self, session: Session) -> None:
        self._files: tuple[InterpreterFile, ...] = ()
        self._asked: UUID | None = None
        super().__init__(
            session,
            Picker(self._choices, placeholder=N_("Choose an interpreter")),
            N_("Not this interpreter"),
        )

    def pair(self, own: UUID, other: UUID) -> tuple[UUID, UUID]:
        return own, other

    def nobody_picked(self) -> str:
        return _("Please choose an interpreter.")

    def load(self, client: UUID | None) -> None:
        """Read the exclusions of a client."""
        if client is None:
            self._files, self._asked = (), None
            self.show_exclusions(None, {}, {})
            return
        service, self._asked = self.session.centre.interpreters, client

        def read() -> tuple[tuple[InterpreterFile, ...], dict[UUID, ExclusionReason]]:
            return service.all(), service.exclusions(client)

        def done(read_: tuple[tuple[InterpreterFile, ...], dict[UUID, ExclusionReason]]) -> None:
            if self._asked == client:
                self._files, found = read_
                self.picker.refresh()
                self.show_exclusions(client, found, {file.id: file.name for file in self._files})

        jobs.run(self, read, done, self.session.problem)

    def _choices(self) -> list[Choice]:
        return [
            Choice(str(file.id), file.name)
            for file in self._files
            if file.kind_of is InterpreterKind.PERSON and file.is_active and file.id not in self._found
        ]

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.set_title(_("Who shall not interpret"))
        self.add_button.setText(_("Keep apart"))
        super().retranslate()


def _nothing(_result: object) -> None:
    """Go on: the screens hear of it by the bus."""
