# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can I take? Requests that are offered, with accept, decline and another time; accepting books at once."""

from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from beratung.domain.errors import N_, BadInput
from beratung.domain.interpreting import DeclineReason
from beratung.domain.interpreting_views import OpenRequest
from beratung.domain.work import Changes
from beratung.i18n import _
from ui import jobs
from ui.models.calendar_words import MODES
from ui.models.interpreting_words import ANSWERS, DECLINES, say_details, say_talk, say_when
from ui.models.looks import RowLook
from ui.models.sections import Entry
from ui.models.times import instant, local
from ui.models.words import dotted
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.date_field import DateField
from ui.widgets.form import Field
from ui.widgets.inputs import Menu, TextLine
from ui.widgets.lines import Lines
from ui.widgets.note import Note
from ui.widgets.record_list import RecordList, side_by_side
from ui.widgets.time_field import TimeField

_ANSWER, _DECLINE, _PROPOSE = range(3)


class RequestsPart(Part):
    """The list of requests; the chosen one stands beside it with its answers."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.is_awaited = False
        """Whether the list takes the keyboard as soon as it holds something."""
        self.card = RecordList("messages", self._entry)
        self.card.chosen.connect(self._show)
        self.column.addLayout(side_by_side((self.card, 4), (self._build_side(), 5)), 1)

    # -- building ------------------------------------------------------------------------------------

    def _build_side(self) -> QWidget:
        self.side = Card(" ")
        self.lines = Lines()
        self.side.add(self.lines)
        self.note = Note()
        self.side.add(self.note)
        self.pile = QStackedWidget()
        self.pile.addWidget(self._build_answer())
        self.pile.addWidget(self._build_decline())
        self.pile.addWidget(self._build_propose())
        self._fit_pile()
        self.side.add(self.pile)
        self.side.body.addStretch(1)
        return self.side

    def _build_answer(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.times: Menu[datetime] = Menu(list)
        self.times_field = Field(N_("Time"), self.times)
        column.addWidget(self.times_field)
        row = QHBoxLayout()
        self.decline_button = SecondaryButton(on_click=lambda: self._turn(_DECLINE))
        self.propose_button = SecondaryButton(icon="clock", on_click=lambda: self._turn(_PROPOSE))
        self.take_back_button = QuietButton(on_click=self.take_back)
        self.accept_button = PrimaryButton(icon="check", on_click=self.accept)
        for button in (self.decline_button, self.propose_button, self.take_back_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.accept_button)
        column.addLayout(row)
        return page

    def _build_decline(self) -> QWidget:
        self.reason: Menu[DeclineReason] = Menu(lambda: [(r, _(words)) for r, words in DECLINES.items()])
        self.words = TextLine()
        self._decline_fields = (
            Field(N_("Why"), self.reason),
            Field(N_("A word to us, if you like"), self.words),
        )
        self.send_decline = PrimaryButton(on_click=self.decline)
        return self._page(self._decline_fields, self.send_decline)

    def _build_propose(self) -> QWidget:
        self.day = DateField()
        self.time = TimeField()
        self.propose_words = TextLine()
        self._propose_fields = (
            Field(N_("Day"), self.day),
            Field(N_("Time"), self.time),
            Field(N_("A word to us, if you like"), self.propose_words),
        )
        self.send_propose = PrimaryButton(icon="send", on_click=self.propose)
        return self._page(self._propose_fields, self.send_propose)

    def _page(self, fields: tuple[Field, ...], button: PrimaryButton) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        for field in fields:
            column.addWidget(field)
        row = QHBoxLayout()
        back = QuietButton(on_click=self._on_back)
        back.setProperty("word", "back")
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(button)
        column.addLayout(row)
        return page

    # -- reading -------------------------------------------------------------------------------------

    def load(self) -> None:
        jobs.run(self, self.session.centre.workspace.open_requests, self._on_loaded, self.session.problem)

    def _on_loaded(self, found: tuple[OpenRequest, ...]) -> None:
        self.card.show_records(found)
        waiting = sum(request.answered is None for request in found)
        self.card.set_title(_("Open requests"), str(waiting) if waiting else "")
        self.session.count("sprachmittler", waiting)
        self._show()
        if found and self.is_awaited:
            self.card.list.setFocus()
        self.is_awaited = False

    def _entry(self, request: OpenRequest) -> Entry:
        talk = say_talk(self.session.centre.codes, request)
        start, end = request.times[0]
        when = say_when(start, end, request.zone)
        detail = dotted((when, _(MODES[request.mode])))
        sign = ANSWERS[request.answered] if request.answered is not None else None
        word = sign.label if sign is not None else ""
        return Entry(
            str(request.id), "", RowLook(talk, detail, sign), ", ".join(filter(None, (talk, detail, word)))
        )

    def current(self) -> OpenRequest | None:
        """The request that is shown."""
        return self.card.current()

    def _show(self) -> None:
        request = self.current()
        self.side.setVisible(request is not None)
        if request is None:
            return
        self.side.set_title(say_talk(self.session.centre.codes, request), request.number)
        self.lines.show_lines(say_details(self.session.centre.codes, request))
        self.times.offer([(start, say_when(start, end, request.zone)) for start, end in request.times])
        is_open = request.answered is None
        for widget in (self.times_field, self.decline_button, self.propose_button, self.accept_button):
            widget.setVisible(is_open)
        self.take_back_button.setVisible(not is_open)
        self.note.say("" if request.answered is None else self._say_answered(request), "accent", "clock")
        self._turn(_ANSWER)

    def _say_answered(self, request: OpenRequest) -> str:
        if request.accepted is not None:
            end = next((end for start, end in request.times if start == request.accepted), request.accepted)
            when = say_when(request.accepted, end, request.zone)
            return _("You accepted: %(when)s. The time is yours; the centre is being told.") % {"when": when}
        return _("Your answer is on its way to the centre.")

    def _fit_pile(self) -> None:
        """Be as tall as the page that is shown, not as the tallest."""
        for number in range(self.pile.count()):
            is_shown = number == self.pile.currentIndex()
            tall = QSizePolicy.Policy.Preferred if is_shown else QSizePolicy.Policy.Ignored
            page = self.pile.widget(number)
            if page is not None:
                page.setSizePolicy(QSizePolicy.Policy.Preferred, tall)
        self.pile.updateGeometry()

    def _turn(self, page: int) -> None:
        self.pile.setCurrentIndex(page)
        self._fit_pile()
        if page == _DECLINE:
            self.reason.setFocus()
        elif page == _PROPOSE:
            request = self.current()
            if request is not None and self.day.value() is None:
                first = local(request.times[0][0], request.zone)
                self.day.set_value(first.date())
                self.time.set_value(60 * first.hour + first.minute)
            self.day.setFocus()

    def _on_back(self) -> None:
        self.go_back()

    def go_back(self) -> bool:
        """Leave the refusal or the proposal unsaid; False where neither is open."""
        is_open = self.pile.currentIndex() != _ANSWER
        if is_open:
            self._turn(_ANSWER)
            self.card.list.setFocus()
        return is_open

    # -- answering -----------------------------------------------------------------------------------

    def _undo(self, request: UUID) -> Changes:
        return self.session.centre.workspace.take_back(request)

    def accept(self) -> None:
        """Take the chosen time; nobody else can have it then."""
        request = self.current()
        if request is None or request.answered is not None:
            return
        service, start, own = self.session.centre.workspace, self.times.value(), request.id
        self.do(lambda: service.accept(own, start), _("The time is yours."), lambda: self._undo(own))

    def decline(self) -> None:
        """Say no, with a reason."""
        request = self.current()
        if request is None:
            return
        service, own, reason, words = (
            self.session.centre.workspace,
            request.id,
            self.reason.value(),
            self.words.value(),
        )
        self.do(
            lambda: service.decline(own, reason, words.strip()),
            _("The centre is told that you cannot."),
            lambda: self._undo(own),
        )

    def propose(self) -> None:
        """Propose another time."""
        request, day, minute = self.current(), self.day.value(), self.time.value()
        if request is None or day is None or minute is None:
            for field in self._propose_fields:
                field.tell()
            if day is None:
                self._propose_fields[0].set_problem(_("Please type a day."))
            elif minute is None:
                self._propose_fields[1].set_problem(_("Please type a time."))
            return
        service, own, words = self.session.centre.workspace, request.id, self.propose_words.value().strip()
        try:
            start = instant(day, minute, request.zone)
        except BadInput as wrong:
            self.session.problem(wrong)
            return
        self.do(
            lambda: service.propose(own, (start,), words),
            _("Your proposal goes to the centre."),
            lambda: self._undo(own),
        )

    def take_back(self) -> None:
        """Take the answer back, as long as the centre has not seen it."""
        request = self.current()
        if request is not None:
            own = request.id
            self.do(lambda: self._undo(own), _("Your answer is taken back."))

    def retranslate(self) -> None:
        self.card.list.setAccessibleName(_("Open requests"))
        self.card.say_empty(
            _("No request at the moment"),
            _(
                "As soon as the centre asks you, the request stands here: language, time, place, never a name."
            ),
        )
        for field in (self.times_field, *self._decline_fields, *self._propose_fields):
            field.retranslate()
        for button in self.findChildren(QuietButton):
            if button.property("word") == "back":
                button.setText(_("Back"))
        self.decline_button.setText(_("Decline"))
        self.propose_button.setText(_("Another time"))
        self.take_back_button.setText(_("Take the answer back"))
        self.accept_button.setText(_("Accept"))
        self.send_decline.setText(_("Decline"))
        self.send_propose.setText(_("Propose"))
        self._on_loaded(self.card.records)
