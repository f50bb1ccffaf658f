# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What one asked for and what became of it: a line for each request for access."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.restricted_views import OwnRequest, RequestState
from beratung.i18n import _
from ui import jobs
from ui.models.words import say_day
from ui.session import Place, Session
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import Picture, Text

_SIGNS = {
    RequestState.WAITING: ("clock", "muted"),
    RequestState.GRANTED: ("circle-check", "yes"),
    RequestState.DECLINED: ("circle-x", "no"),
}


def say_state(request: OwnRequest) -> str:
    """Say what became of a request."""
    if request.state is RequestState.WAITING:
        day = say_day(request.at.astimezone().date())
        return _("You asked for access on %(day)s. The answer is still to come.") % {"day": day}
    names = {"name": request.answered_by}
    if request.state is RequestState.GRANTED:
        return _("%(name)s has given you access to a protected case.") % names
    return _("%(name)s has not given you access to a protected case.") % names


class OwnRequestLine(QWidget):
    """One request of one's own, with what can be done about it.

    Signals:
        changed: the request was put away.
    """

    changed = Signal()

    def __init__(self, session: Session, request: OwnRequest) -> None:
        super().__init__()
        self._session, self.request = session, request
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(8)
        row.addWidget(Picture(*_SIGNS[request.state], 16), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(1)
        self.text = Text(say_state(request), "body", wrap=True)
        words.addWidget(self.text)
        told = request.words if request.state is not RequestState.WAITING else request.reason
        self.told = Text(_("“%(words)s”") % {"words": told} if told else "", "secondary", "muted", wrap=True)
        words.addWidget(self.told)
        row.addLayout(words, 1)
        self.told.setVisible(bool(told))
        self.open_button = SecondaryButton(_("Open the case"), on_click=self._on_open)
        is_waiting = request.state is RequestState.WAITING
        self.away_button = QuietButton(_("Withdraw") if is_waiting else _("Put away"), on_click=self.forget)
        for button in (self.open_button, self.away_button):
            button.setAccessibleDescription(self.text.text())
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.open_button.setVisible(request.state is RequestState.GRANTED)

    def forget(self, then: Callable[[], None] | None = None) -> None:
        """Withdraw the request, or put its answer away."""
        restricted, request = self._session.centre.restricted, self.request.id

        def done(_nothing: object) -> None:
            if then is not None:
                then()
            self.changed.emit()

        jobs.run(self, lambda: restricted.forget(request), done, self._session.problem)

    def _on_open(self) -> None:
        session, case = self._session, self.request.case
        self.forget(lambda: session.go(Place("cases", case=case)))
