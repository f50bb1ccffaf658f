# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""All requests for an interpreter of the coming weeks: who is asked, who is booked, who is missing."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.interpreting import RequestState
from beratung.domain.interpreting_views import RequestLine
from beratung.i18n import _, ngettext
from ui import jobs
from ui.models.calendar_words import MODES, REQUESTS, say_long
from ui.models.interpreting_words import say_when, say_wish
from ui.models.looks import RowLook
from ui.models.sections import Entry
from ui.models.times import local
from ui.models.words import dotted, say_language
from ui.screens.calendar.interpreter_rows import OfferRow
from ui.screens.part import Part
from ui.session import Place, Session
from ui.widgets.buttons import DangerButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.lines import Lines
from ui.widgets.record_list import RecordList, side_by_side

AHEAD = timedelta(days=28)
_OPEN = {RequestState.OPEN, RequestState.OFFERED}


class RequestsPart(Part):
    """The list by day; the chosen one beside it, with the way to its appointment."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._names: dict[UUID, tuple[str, str]] = {}
        self.card = RecordList("language", self._entry)
        self.card.chosen.connect(self._show)
        self.card.opened.connect(self.open_appointment)
        self.column.addLayout(side_by_side((self.card, 4), (self._build_side(), 5)), 1)

    def _build_side(self) -> QWidget:
        self.side = Card(" ")
        self.lines = Lines()
        self.side.add(self.lines)
        self._offers = QVBoxLayout()
        self.side.add(self._offers)
        row = QHBoxLayout()
        self.unserved_button = DangerButton(on_click=self.nobody_found)
        self.reopen_button = SecondaryButton(icon="refresh", on_click=self.reopen)
        self.open_button = PrimaryButton(icon="calendar", on_click=self.open_appointment)
        row.addWidget(self.unserved_button)
        row.addWidget(self.reopen_button)
        row.addStretch(1)
        row.addWidget(self.open_button)
        self.side.add(row)
        self.side.body.addStretch(1)
        return self.side

    def load(self) -> None:
        service, today = self.session.centre.interpreters, self.session.today()

        def read() -> tuple[tuple[RequestLine, ...], dict[UUID, tuple[str, str]]]:
            found = service.requests(
                today, today + AHEAD
            )  # they are kept by week: those of its first days too
            found = tuple(
                line for line in found if local(line.request.end, line.request.zone).date() >= today
            )
            return found, {file.id: (file.name, file.phone) for file in service.all()}

        def done(found: tuple[tuple[RequestLine, ...], dict[UUID, tuple[str, str]]]) -> None:
            lines, self._names = found
            self._fill(lines)

        jobs.run(self, read, done, self.session.problem)

    def _fill(self, lines: Sequence[RequestLine]) -> None:
        self.card.show_records(lines)
        waiting = sum(line.request.state in _OPEN for line in lines)
        said = ngettext("%(n)d open", "%(n)d open", waiting) % {"n": waiting} if waiting else ""
        self.card.set_title(_("The next four weeks"), said)
        self._show()

    def _entry(self, line: RequestLine) -> Entry:
        request = line.request
        begins, ends = local(request.start, request.zone), local(request.end, request.zone)
        language = dotted((say_language(self.session.centre.codes, request.language), request.dialect))
        title = f"{begins:%H:%M}–{ends:%H:%M}  {language}"
        detail = dotted((line.client_name or _("Group"), line.interpreter_name))
        sign = REQUESTS[request.state]
        return Entry(
            str(request.id),
            say_long(begins.date()),
            RowLook(title, detail, sign),
            f"{title}, {detail}, {sign.label}",
        )

    def current(self) -> RequestLine | None:
        """The request that is shown."""
        return self.card.current()

    def _show(self) -> None:
        line = self.current()
        self.side.setVisible(line is not None)
        empty_out(self._offers)
        if line is None:
            return
        request, codes = line.request, self.session.centre.codes
        self.side.set_title(
            dotted((say_language(codes, request.language), request.dialect)), REQUESTS[request.state].label
        )
        lines = [
            (_("For"), line.client_name or _("Group")),
            (_("When"), say_when(request.start, request.end, request.zone)),
            (_("How"), dotted((_(MODES[request.mode]), request.place))),
            (_("At least"), request.min_level or "–"),
            (_("Wished for"), say_wish(request.gender)),
            (_("Setting"), request.setting or "–"),
            (_("Interpreter"), line.interpreter_name or "–"),
        ]
        self.lines.show_lines(lines)
        for offer in request.offers:
            name, phone = self._names.get(offer.interpreter, ("–", ""))
            self._offers.addWidget(OfferRow(name, offer, phone, ()))
        self.unserved_button.setVisible(request.state in _OPEN)
        self.reopen_button.setVisible(request.state is RequestState.UNSERVED)

    def open_appointment(self) -> None:
        """Go to the appointment: there one asks, books and takes back."""
        line = self.current()
        if line is not None:
            self.session.go(Place("calendar", record=line.request.appointment))

    def nobody_found(self) -> None:
        """Keep that nobody was found, for the statistics of what is missing."""
        line, service = self.current(), self.session.centre.interpreters
        if line is not None:
            own = line.request.id
            self.do(
                lambda: service.unserved(own),
                _("It is kept that nobody was found."),
                lambda: service.reopen(own),
            )

    def reopen(self) -> None:
        """Look for somebody again."""
        line, service = self.current(), self.session.centre.interpreters
        if line is not None:
            own = line.request.id
            self.do(
                lambda: service.reopen(own), _("The request is open again."), lambda: service.unserved(own)
            )

    def retranslate(self) -> None:
        self.card.list.setAccessibleName(_("Requests for interpreters"))
        self.card.say_empty(
            _("Nobody needs an interpreter in the next four weeks"),
            _(
                "Open an appointment in the calendar and ask for one there: two clicks, everything is filled in."
            ),
        )
        self.unserved_button.setText(_("Nobody was found"))
        self.reopen_button.setText(_("Look again"))
        self.open_button.setText(_("To the appointment"))
        self._fill(self.card.records)
