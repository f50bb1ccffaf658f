# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where a protected case would stand: asking its counsellors for access, and what became of it."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from beratung.domain.errors import N_, BeratungError
from beratung.domain.restricted_views import OwnRequest, RequestState
from beratung.i18n import _, explain
from ui import jobs, theme
from ui.screens.cases.own_requests import OwnRequestLine
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.form import Field
from ui.widgets.inputs import TextBox, TextLine
from ui.widgets.labels import Line, Text
from ui.widgets.note import Note
from ui.widgets.page import Page

_WIDEST = 760
_MOST = 2000
"""Characters of a reason."""


class AccessPage(Page):
    """A form for the reason, sealed to those who open the case, and the requests that are under way."""

    def __init__(self, session: Session) -> None:
        super().__init__(scrolls=True)
        self._session = session
        self._case: UUID | None = None
        self.banner = Banner("unknown", icon="shield-lock")
        self.add(self.banner)
        self.card = Card(" ")
        self.card.setMaximumWidth(theme.px(_WIDEST))
        self._text = Text("", "body", "muted", wrap=True)
        self.card.add(self._text)
        self.number_line, self.words = TextLine(most=60), TextBox(lines=3)
        hint = N_("A colleague who opens the case can tell you.")
        self.number = Field(N_("Case number"), self.number_line, hint=hint)
        self.reason = Field(N_("Why you need access"), self.words)
        self.card.add(self.number)
        self.card.add(self.reason)
        self.trouble = Note()
        self.card.add(self.trouble)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.ask_button = PrimaryButton(icon="send", on_click=self.ask)
        self.back_button = SecondaryButton(on_click=session.back)
        buttons.addWidget(self.ask_button)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        self.card.add(buttons)
        self.own = Card(" ")
        self.own.setMaximumWidth(theme.px(_WIDEST))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.own.add(self._lines)
        self.add(self.card)
        self.add(self.own)
        self.body.addStretch(1)
        self.own.hide()
        for field in (self.number, self.reason):
            field.changed.connect(self._fit)
        session.about_to_lock.connect(self.clear)

    @property
    def case(self) -> UUID | None:
        """The case that could not be opened; None where its number is to be typed."""
        return self._case

    def start(self, case: UUID | None) -> None:
        """Show the form for a case, or for one whose number is typed."""
        if case != self._case:
            self.clear()
        self._case = case
        self.banner.setVisible(case is not None)
        self.number.setVisible(case is None)
        self._fit()
        (self.words if case is not None else self.number_line).setFocus(Qt.FocusReason.OtherFocusReason)
        self.reload()

    def clear(self) -> None:
        """Forget what was typed and asked for."""
        self._case = None
        self.number_line.set_value("")
        self.words.set_value("")
        self.number.set_problem("")
        self.trouble.say("")
        self._show(())

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.setAccessibleName(_("Ask for access"))
        self.header.set_title(_("Ask for access"))
        self.banner.say(
            _("This case is protected"),
            _("Only the counsellors who work on it open it. They decide whether you can, too."),
        )
        self.card.set_title(_("Your request"))
        self._text.setText(
            _("Only the counsellors who open the case read this. They see your name and what you write here.")
        )
        self.number.retranslate()
        self.reason.retranslate()
        self.ask_button.setText(_("Ask for access"))
        self.back_button.setText(_("Back"))
        self.own.set_title(_("Your requests"))
        self.reload()

    # Asking

    def _typed_case(self) -> UUID | None:
        if self._case is not None:
            return self._case
        try:
            return UUID(self.number_line.value())
        except ValueError:
            return None

    def _fit(self) -> None:
        self.trouble.say("")
        has_number = self._case is not None or bool(self.number_line.value())
        is_long = len(self.words.value()) > _MOST
        if is_long:
            words = _("Please write at most %(most)d characters.")
            self.reason.set_problem(words % {"most": _MOST})
        self.ask_button.setEnabled(has_number and bool(self.words.value()) and not is_long)

    def ask(self) -> None:
        """Send the request to those who open the case."""
        if not self.ask_button.isEnabled():
            return
        case, reason = self._typed_case(), self.words.value()
        if case is None:
            self.number.set_problem(_("This is not a case number. It has 32 letters and digits."))
            self.number_line.setFocus()
            return
        restricted = self._session.centre.restricted
        self.ask_button.setEnabled(False)

        def done(_request: UUID) -> None:
            self.number_line.set_value("")
            self.words.set_value("")
            self._fit()
            self._session.toast(_("Your request is on its way. The answer will stand on today's page."))
            self.reload()

        def failed(error: BeratungError) -> None:
            self._fit()
            self.trouble.say(explain(error))

        jobs.run(self, lambda: restricted.request(case, reason), done, failed)

    # What is under way

    def reload(self) -> None:
        """Read one's own requests anew."""
        jobs.run(self, self._session.centre.restricted.own_requests, self._show, self._session.problem)

    def _show(self, requests: Sequence[OwnRequest]) -> None:
        empty_out(self._lines)
        about = [request for request in requests if self._case in {None, request.case}]
        for number, request in enumerate(about):
            if number:
                self._lines.addWidget(Line())
            line = OwnRequestLine(self._session, request)
            line.changed.connect(self.reload)
            self._lines.addWidget(line)
        self.own.setVisible(bool(about))
        is_waiting = self._case is not None and any(r.state is RequestState.WAITING for r in about)
        self.card.setVisible(not is_waiting)
