# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Asking for an interpreter from an appointment: one click notes the wish, the second sends what is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.appointments import AppointmentKind
from beratung.domain.calendar_views import CalendarEntry
from beratung.domain.errors import N_, BadInput, BeratungError
from beratung.domain.interpreting import InterpreterRequest, Offer, OfferState, RequestState
from beratung.domain.interpreting_views import Candidate, Fit, Shown
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.calendar_words import REQUESTS
from ui.models.choices import FREQUENT_LANGUAGES, languages
from ui.models.words import say_language
from ui.screens.calendar.interpreter_rows import CandidateRow, LeavesCard, OfferRow
from ui.session import Session
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.columns import FlowLayout
from ui.widgets.emptied import empty_out
from ui.widgets.form import Field
from ui.widgets.labels import Line, Text
from ui.widgets.note import Note
from ui.widgets.picker import Picker

if TYPE_CHECKING:
    from beratung.centre import Centre

_ASKING = {RequestState.OPEN, RequestState.OFFERED}
_WITH_CLIENTS = {AppointmentKind.SINGLE, AppointmentKind.GROUP, AppointmentKind.OPEN_HOURS}
_SHOWN = 6


@dataclass(frozen=True)
class _Loaded:
    """How it stands with the interpreter of an appointment."""

    request: InterpreterRequest | None
    candidates: tuple[Candidate, ...] = ()
    seen: tuple[Shown, ...] = ()
    names: tuple[tuple[UUID, str, str], ...] = ()
    """Interpreters with name and phone."""


def _read(centre: "Centre", appointment: UUID) -> _Loaded:
    """Read the newest request of an appointment and who could be asked; a job."""
    desk = centre.interpreters
    found = [r for r in desk.requests_of(appointment) if r.state is not RequestState.CANCELLED]
    if not found:
        return _Loaded(None)
    request = found[0]
    names = tuple((file.id, file.name, file.phone) for file in desk.all())
    if request.state not in _ASKING:
        return _Loaded(request, names=names)
    candidates = desk.candidates(request.id)
    ready = [
        one.interpreter.id for one in candidates if one.fit is not Fit.NOT and one.starts and not one.is_asked
    ]
    return _Loaded(request, candidates, desk.preview(request.id, ready[:_SHOWN]), names)


class InterpreterPart(QWidget):
    """The part of an appointment that is about its interpreter."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._entry: CalendarEntry | None = None
        self._loaded: _Loaded | None = None
        self._asked = 0
        self.rows: list[CandidateRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Line())
        self.head = Text("", "strong", wrap=True)
        column.addWidget(self.head)
        self.ask_button = SecondaryButton(icon="language", on_click=self.ask)
        column.addWidget(self.ask_button)
        self.language = Picker(
            lambda: languages(session.centre.codes), frequent=FREQUENT_LANGUAGES, placeholder=N_("Language")
        )
        self.language_field = Field(N_("Language of the conversation"), self.language)
        column.addWidget(self.language_field)
        self.note = Note()
        column.addWidget(self.note)
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        column.addLayout(self._body)
        self.send_button = SecondaryButton(icon="send", on_click=self.send)
        column.addWidget(self.send_button)
        foot = FlowLayout()
        self.stop_button = QuietButton(on_click=self._on_stop)
        self.nobody_button = QuietButton(on_click=self._on_nobody)
        foot.addWidget(self.stop_button)
        foot.addWidget(self.nobody_button)
        column.addLayout(foot)
        self.hide()

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_entry(self, entry: CalendarEntry) -> None:
        """Show how it stands with the interpreter of an appointment."""
        if self._entry is None or self._entry.id != entry.id:
            self.clear()
        self._entry = entry
        self._asked += 1
        asked, centre = self._asked, self._session.centre
        may_be_asked = entry.is_live and entry.end > centre.clock.now()
        if entry.kind not in _WITH_CLIENTS or not (may_be_asked or entry.request is not None):
            self.hide()
            return

        def done(loaded: _Loaded) -> None:
            if asked == self._asked:
                self._loaded = loaded
                self._build()

        jobs.run(self, lambda: _read(centre, entry.id), done, self._session.problem)

    def clear(self) -> None:
        """Forget it."""
        self._asked += 1
        self._entry, self._loaded, self.rows = None, None, []
        self.language.set_code(None)
        self.language_field.hide()
        self.note.say("")
        self._empty()
        self.hide()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.ask_button.setText(_("Ask for an interpreter"))
        self.nobody_button.setText(_("Nobody found"))
        self.language_field.retranslate()
        self._build()

    def _empty(self) -> None:
        empty_out(self._body)

    def _build(self) -> None:
        loaded = self._loaded
        if loaded is None:
            return
        self._empty()
        self.rows = []
        request = loaded.request
        self.show()
        self.ask_button.setVisible(request is None)
        self.language_field.setVisible(request is None and self.language_field.isVisibleTo(self))
        self.send_button.hide()
        self.stop_button.setVisible(request is not None)
        self.nobody_button.setVisible(request is not None and request.state in _ASKING)
        if request is None:
            self.head.setText(_("Interpreter"))
            return
        language = say_language(self._session.centre.codes, request.language)
        self.head.setText(_("Interpreter: %(language)s") % {"language": language})
        names = {own: (name, phone) for own, name, phone in loaded.names}
        for offer in request.offers:
            if offer.state is not OfferState.WITHDRAWN:
                name, phone = names.get(offer.interpreter, ("–", ""))
                self._body.addWidget(OfferRow(name, offer, phone, self._actions(request, offer)))
        if request.state in _ASKING:
            self._build_asking(loaded, request)
        else:
            if request.state is RequestState.UNSERVED:
                self._body.addWidget(Text(REQUESTS[request.state].label, "body", "no", wrap=True))
            is_booked = request.state is RequestState.BOOKED
            self.stop_button.setVisible(is_booked or request.state is RequestState.UNSERVED)
            self.stop_button.setText(_("Look for somebody else") if is_booked else _("Look again"))

    def _build_asking(self, loaded: _Loaded, request: InterpreterRequest) -> None:
        self.stop_button.setText(_("No interpreter needed"))
        free = [one for one in loaded.candidates if not one.is_asked]
        for one in free[:_SHOWN]:
            row = CandidateRow(one, self._fit_send)
            self.rows.append(row)
            self._body.addWidget(row)
        if not free and not request.offers:
            words = _("No interpreter is on file. Files are kept under Sprachmittlung.")
            self._body.addWidget(Text(words, "body", "muted", wrap=True))
        elif len(free) > _SHOWN:
            words = ngettext(
                "%(n)d more does not fit as well.", "%(n)d more do not fit as well.", len(free) - _SHOWN
            )
            self._body.addWidget(Text(words % {"n": len(free) - _SHOWN}, "secondary", "muted", wrap=True))
        if loaded.seen:
            self._body.addWidget(LeavesCard(loaded.seen[0], self._session.centre.codes))
        self._fit_send()

    def _fit_send(self) -> None:
        number = len(self.chosen())
        self.send_button.setVisible(bool(self.rows))
        self.send_button.setEnabled(number > 0)
        words = ngettext("Send to %(n)d person", "Send to %(n)d people", number) % {"n": number}
        self.send_button.setText(words if number else _("Send"))

    def chosen(self) -> list[UUID]:
        """Return who is to be asked."""
        return [row.candidate.interpreter.id for row in self.rows if row.tick.isChecked()]

    # -- what is done ------------------------------------------------------------------------------------------

    def _run(self, work: Callable[[], object], said: str) -> None:
        entry = self._entry

        def done(_result: object) -> None:
            self.note.say("")
            self._session.toast(said)
            if entry is not None and self._entry is not None and entry.id == self._entry.id:
                self.show_entry(self._entry)

        jobs.run(self, work, done, self._on_refused)

    def ask(self) -> None:
        """Note the wish: the first click. Nothing leaves yet."""
        entry, desk = self._entry, self._session.centre.interpreters
        if entry is None:
            return
        own, code = entry.id, self.language.code()
        wishes: dict[str, object] = {"language": code} if code else {}
        self._run(lambda: desk.request(own, **wishes), _("The wish is noted. Nothing has been sent yet."))

    def send(self) -> None:
        """Ask those who are ticked: the second click."""
        loaded, desk, chosen = self._loaded, self._session.centre.interpreters, self.chosen()
        if loaded is None or loaded.request is None or not chosen:
            return
        own = loaded.request.id
        number = len(chosen)
        said = ngettext("%(n)d person was asked.", "%(n)d people were asked.", number) % {"n": number}
        self._run(lambda: desk.offer(own, chosen), said)

    def _on_stop(self) -> None:
        loaded, desk = self._loaded, self._session.centre.interpreters
        if loaded is None or loaded.request is None:
            return
        own, state = loaded.request.id, loaded.request.state
        if state is RequestState.BOOKED:
            self._run(lambda: desk.unbook(own), _("The booking is given up. Somebody else can be asked."))
        elif state is RequestState.UNSERVED:
            self._run(lambda: desk.reopen(own), _("The search goes on."))
        else:
            self._run(lambda: desk.cancel(own), _("The request is called off. Whoever was asked sees it."))

    def _on_nobody(self) -> None:
        loaded, desk = self._loaded, self._session.centre.interpreters
        if loaded is not None and loaded.request is not None:
            own = loaded.request.id
            self._run(lambda: desk.unserved(own), _("Noted: nobody was found. It counts as an unmet need."))

    def _actions(self, request: InterpreterRequest, offer: Offer) -> list[tuple[str, Callable[[], None]]]:
        """Return what can be noted of somebody who was called."""
        desk, own, who = self._session.centre.interpreters, request.id, offer.interpreter
        if request.state not in _ASKING or offer.state not in {OfferState.SENT, OfferState.PROPOSED}:
            return []
        found: list[tuple[str, Callable[[], None]]] = []
        if offer.is_by_phone:
            booked = _("Booked. The calendar shows it.")
            found.append((_("Has accepted"), lambda: self._run(lambda: desk.book_directly(own, who), booked)))
            found.append(
                (_("Cannot"), lambda: self._run(lambda: desk.declined(own, who), _("Noted: cannot.")))
            )
        back = _("The request was taken back.")
        found.append((_("Take back"), lambda: self._run(lambda: desk.withdraw(own, [who]), back)))
        return found

    def _on_refused(self, error: BeratungError) -> None:
        self.note.say(explain(error))
        if isinstance(error, BadInput) and error.details.get("place") == "language":
            self.language_field.show()
            self.language.setFocus(Qt.FocusReason.OtherFocusReason)
