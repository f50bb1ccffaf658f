# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who asks for access to a protected case, to be answered in place, and what became of one's own requests."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.restricted_views import AccessRequest, OwnRequest, RequestState
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.words import say_day
from ui.screens.cases.own_requests import OwnRequestLine
from ui.session import Place, Session
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.inputs import TextLine
from ui.widgets.labels import Line, Text
from ui.widgets.note import Note

_EVERY = 60_000
"""Milliseconds between two looks for requests of colleagues, while the page is seen."""


class RequestRow(QWidget):
    """One request of a colleague: for whom, why, a line for a word, and yes or no.

    Signals:
        answered: the colleague has an answer.
    """

    answered = Signal()

    def __init__(self, session: Session, request: AccessRequest) -> None:
        super().__init__()
        self._session, self.request = session, request
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(4)
        who = _("%(colleague)s asks for access to %(name)s") % {
            "colleague": request.by.name,
            "name": request.name or _("an anonymous client"),
        }
        column.addWidget(Text(who, "strong", wrap=True))
        day = say_day(request.at.astimezone().date())
        words = _("“%(words)s” · %(day)s") % {"words": request.reason, "day": day}
        column.addWidget(Text(words, "secondary", "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.words = TextLine(most=500)
        self.words.setPlaceholderText(_("A word with the answer, if you like"))
        self.words.setAccessibleName(_("A word to %(colleague)s") % {"colleague": request.by.name})
        self.grant_button = SecondaryButton(_("Give access"), "check", lambda: self.answer(is_granted=True))
        self.decline_button = SecondaryButton(_("Decline"), "x", lambda: self.answer(is_granted=False))
        self.open_button = QuietButton(_("Open the case"), on_click=self._on_open)
        row.addWidget(self.words, 1)
        for button in (self.grant_button, self.decline_button, self.open_button):
            button.setAccessibleDescription(who)
            row.addWidget(button)
        column.addLayout(row)
        self.note = Note()
        column.addWidget(self.note)

    def answer(self, *, is_granted: bool) -> None:
        """Give the colleague an answer, with the word that was typed."""
        restricted, request, words = self._session.centre.restricted, self.request, self.words.value()
        self.setEnabled(False)
        said = _("%(name)s opens this case from now on.") if is_granted else _("%(name)s is told.")

        def done(_nothing: object) -> None:
            self._session.toast(said % {"name": request.by.name})
            self.answered.emit()

        def failed(error: BeratungError) -> None:
            self.setEnabled(True)
            self.note.say(explain(error))

        jobs.run(self, lambda: restricted.answer(request.id, is_granted, words), done, failed)

    def _on_open(self) -> None:
        self._session.go(Place("cases", case=self.request.case))


class AccessCard(Card):
    """Requests of colleagues and answers to one's own; hidden while there is neither."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent)
        self._session = session
        self._requests: tuple[AccessRequest, ...] = ()
        self._own: tuple[OwnRequest, ...] = ()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.add(self._lines)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._on_time)
        self._timer.start()
        session.about_to_lock.connect(self.clear)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self._build()

    def clear(self) -> None:
        """Forget every request."""
        self._timer.stop()
        self._requests, self._own = (), ()
        self._build()

    def reload(self) -> None:
        """Read the requests and the answers anew."""
        restricted = self._session.centre.restricted

        def read() -> tuple[tuple[AccessRequest, ...], tuple[OwnRequest, ...]]:
            return restricted.requests(), restricted.own_requests()

        jobs.run(self, read, lambda found: self.show_requests(*found), self._session.problem)

    def show_requests(self, requests: Sequence[AccessRequest], own: Sequence[OwnRequest]) -> None:
        """Show other requests and answers; what is being typed stays where it is."""
        answered = tuple(request for request in own if request.state is not RequestState.WAITING)
        if (tuple(requests), answered) != (self._requests, self._own):
            self._requests, self._own = tuple(requests), answered
            self._build()

    def rows(self) -> list[RequestRow]:
        """Return the rows of colleagues' requests."""
        return [widget for widget in self._widgets() if isinstance(widget, RequestRow)]

    def _widgets(self) -> list[QWidget]:
        items = [self._lines.itemAt(at) for at in range(self._lines.count())]
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def _on_time(self) -> None:
        page = self.parentWidget()
        if page is not None and page.isVisible() and not self._session.centre.is_locked:
            self.reload()

    def _build(self) -> None:
        typed: dict[UUID, str] = {row.request.id: row.words.text() for row in self.rows()}
        empty_out(self._lines)
        for request in self._requests:
            row = RequestRow(self._session, request)
            row.words.setText(typed.get(request.id, ""))
            row.answered.connect(self.reload)
            self._add(row)
        for own in self._own:
            line = OwnRequestLine(self._session, own)
            line.changed.connect(self.reload)
            self._add(line)
        number = len(self._requests)
        count = ngettext("%(n)d request", "%(n)d requests", number) % {"n": number} if number else ""
        self.set_title(_("Access to protected cases"), count)
        self.setVisible(bool(self._requests or self._own))

    def _add(self, widget: QWidget) -> None:
        if self._lines.count():
            self._lines.addWidget(Line())
        self._lines.addWidget(widget)
