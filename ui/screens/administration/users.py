# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who may open the centre, with which roles, and the fingerprint by which one is known."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.base import Role
from beratung.domain.views import UserView
from beratung.i18n import _, pgettext
from ui import jobs
from ui.screens.administration.invite import InviteCard, Pending, PendingRow
from ui.screens.administration.own_password import PasswordCard
from ui.screens.administration.panel import Panel
from ui.screens.administration.roles import say_holds, say_role
from ui.session import Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.labels import Line, Text


class UserRow(QWidget):
    """A user: name, roles and fingerprint."""

    def __init__(self, user: UserView, *, is_self: bool) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Text(user.name, "strong"))
        for role in Role:
            if role in user.roles:
                head.addWidget(Chip(say_role(role), "accent"), 0, Qt.AlignmentFlag.AlignVCenter)
        if is_self:
            head.addWidget(Chip(_("you"), "info"), 0, Qt.AlignmentFlag.AlignVCenter)
        if user.is_suspended:
            head.addWidget(Chip(pgettext("user", "suspended"), "no"), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        words.addLayout(head)
        held = [say_holds(role) for role in Role if role in user.roles]
        words.addWidget(Text(" · ".join(held), "secondary", "muted", wrap=True))
        row.addLayout(words, 1)
        code = Text(user.fingerprint, "code", "muted")
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        code.setAccessibleName(_("Fingerprint %(fingerprint)s") % {"fingerprint": user.fingerprint})
        row.addWidget(code, 0, Qt.AlignmentFlag.AlignVCenter)


class UsersPanel(Panel):
    """The users of the centre, who waits to become one, and one's own password."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._users: tuple[UserView, ...] = ()
        self._waiting: tuple[Pending, ...] = ()
        self.card = Card(" ")
        self._intro = Text("", "body", "muted", wrap=True)
        self.card.add(self._intro)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.card.add(self._rows)
        self.invite_button = SecondaryButton(
            icon="user-plus", on_click=lambda: self._show_invite(is_shown=True)
        )
        line = QHBoxLayout()
        line.addWidget(self.invite_button)
        line.addStretch(1)
        self.card.add(line)
        self.invite = InviteCard(session)
        self.invite.invited.connect(self._on_changed)
        self.invite.cancelled.connect(lambda: self._show_invite(is_shown=False))
        self.pending = Card(" ")
        self._pending_rows = QVBoxLayout()
        self._pending_rows.setSpacing(0)
        self.pending.add(self._pending_rows)
        self.password = PasswordCard(session)
        for card in (self.pending, self.card, self.invite, self.password):
            self.cards.addWidget(card)
        self.cards.addStretch(1)
        self.pending.hide()
        self._show_invite(is_shown=False)

    def retranslate(self) -> None:
        self.card.set_title(_("Users"), "")
        self._intro.setText(
            _(
                "Two people compare the fingerprint on both screens before they trust each other. It is no secret."
            )
        )
        self.invite_button.setText(_("Invite a colleague"))
        self.pending.set_title(_("Waiting for a confirmation"), "")
        self.invite.retranslate()
        self.password.retranslate()
        self._show(self._users, self._waiting)

    def load(self) -> None:
        centre = self.session.centre
        may_confirm = bool({Role.ADMIN, Role.COUNSELLOR, Role.SUPERVISOR} & self.session.user.roles)

        def read() -> tuple[tuple[UserView, ...], tuple[Pending, ...]]:
            return centre.users(), centre.pending() if may_confirm else ()

        jobs.run(self, read, lambda found: self._show(*found), self.session.problem)

    def _show_invite(self, *, is_shown: bool) -> None:
        self.invite.setVisible(is_shown)
        self.invite_button.setVisible(not is_shown and Role.ADMIN in self.session.user.roles)
        if is_shown:
            self.invite.name.setFocus()

    def _on_changed(self) -> None:
        self._show_invite(is_shown=False)
        self.load()

    def _show(self, users: Sequence[UserView], waiting: Sequence[Pending]) -> None:
        self._users, self._waiting = tuple(users), tuple(waiting)
        _empty(self._rows)
        _empty(self._pending_rows)
        for number, user in enumerate(self._users):
            if number:
                self._rows.addWidget(Line())
            self._rows.addWidget(UserRow(user, is_self=user.id == self.session.user.id))
        for number, pending in enumerate(self._waiting):
            if number:
                self._pending_rows.addWidget(Line())
            row = PendingRow(self.session, pending)
            row.granted.connect(self.load)
            self._pending_rows.addWidget(row)
        self.pending.setVisible(bool(self._waiting))


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
