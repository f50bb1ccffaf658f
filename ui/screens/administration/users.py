# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who may open the centre, with which roles, and the fingerprint by which one is known."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from beratung.domain.account_views import Waiting
from beratung.domain.base import Role
from beratung.domain.errors import BeratungError
from beratung.domain.views import UserView
from beratung.i18n import _, explain
from ui import jobs
from ui.screens.administration.invite import InviteCard
from ui.screens.administration.own_password import PasswordCard
from ui.screens.administration.panel import Panel
from ui.screens.administration.pending import PendingRow
from ui.screens.administration.revoking import RevokeDialog
from ui.screens.administration.roles import say_keys
from ui.screens.administration.rotation import RotationCard
from ui.screens.administration.user_row import UserRow
from ui.session import Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Line, Text

MAY_CONFIRM = frozenset({Role.ADMIN, Role.COUNSELLOR, Role.SUPERVISOR})


class UsersPanel(Panel):
    """The users of the centre, who waits to become one, and one's own password."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._users: tuple[UserView, ...] = ()
        self._waiting: tuple[Waiting, ...] = ()
        self._came_from: UUID | None = None
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
        self.invite.invited.connect(self._on_invited)
        self.invite.cancelled.connect(lambda: self._show_invite(is_shown=False))
        self.pending = Card(" ")
        self._pending_rows = QVBoxLayout()
        self._pending_rows.setSpacing(0)
        self.pending.add(self._pending_rows)
        self.password = PasswordCard(session)
        self.rotation = RotationCard(session)
        self.rotation.done.connect(self.load)
        for card in (self.rotation, self.pending, self.card, self.invite, self.password):
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
        self.rotation.retranslate()
        self._show(self._users, self._waiting)

    def load(self) -> None:
        centre = self.session.centre
        may_confirm = bool(MAY_CONFIRM & self.session.user.roles)

        def read() -> tuple[tuple[UserView, ...], tuple[Waiting, ...]]:
            return centre.users(), centre.waiting() if may_confirm else ()

        jobs.run(self, read, lambda found: self._show(*found), self.session.problem)
        jobs.run(self, centre.rotation.due, self.rotation.show_due, self.session.problem)

    # What is shown

    def rows(self) -> list[UserRow]:
        """Return the rows of the users, in their order."""
        placed = [self._rows.itemAt(at) for at in range(self._rows.count())]
        widgets = [item.widget() for item in placed if item is not None]
        return [widget for widget in widgets if isinstance(widget, UserRow)]

    def row(self, name: str) -> UserRow:
        """Return the row of a user."""
        return next(row for row in self.rows() if row.user.name == name)

    def _show_invite(self, *, is_shown: bool) -> None:
        self.invite.setVisible(is_shown)
        self.invite_button.setVisible(not is_shown and self._may_change())
        if is_shown:
            self.invite.name.setFocus()

    def _may_change(self) -> bool:
        return Role.ADMIN in self.session.user.roles

    def _on_invited(self) -> None:
        self._show_invite(is_shown=False)
        self.load()

    def _show(self, users: Sequence[UserView], waiting: Sequence[Waiting]) -> None:
        self._users, self._waiting = tuple(users), tuple(waiting)
        empty_out(self._rows)
        empty_out(self._pending_rows)
        waits = {entry.user: entry for entry in self._waiting}
        for number, user in enumerate(sorted(self._users, key=lambda user: user.is_revoked)):
            if number:
                self._rows.addWidget(Line())
            self._rows.addWidget(self._build_row(user, waits.get(user.id)))
        for number, pending in enumerate(self._waiting):
            if number:
                self._pending_rows.addWidget(Line())
            row = PendingRow(self.session, pending)
            row.granted.connect(self.load)
            row.withdrawn.connect(self.load)
            self._pending_rows.addWidget(row)
        self.pending.setVisible(bool(self._waiting))
        self._give_back_focus()

    def _give_back_focus(self) -> None:
        """Let the keyboard stay with the user with whom something was done."""
        came_from, self._came_from = self._came_from, None
        for row in self.rows():
            if row.user.id == came_from:
                QTimer.singleShot(0, row.menu_button, row.menu_button.setFocus)  # it is shown by then

    def _build_row(self, user: UserView, waits: Waiting | None) -> UserRow:
        is_self = user.id == self.session.user.id
        row = UserRow(user, waits, is_self=is_self, may_change=self._may_change())
        row.roles_wanted.connect(lambda roles: self._change_roles(row, roles))
        row.suspension_wanted.connect(lambda: self._suspend(row))
        row.return_wanted.connect(lambda: self._reinstate(row))
        row.revocation_wanted.connect(lambda: self._ask_to_revoke(row))
        row.grew.connect(lambda: QTimer.singleShot(0, row, lambda: self.ensureWidgetVisible(row, 0, 24)))
        return row

    # What the administration does

    def _run(self, row: UserRow, work: Callable[[], object], said: str, undo: Callable[[], object] | None = None) -> None:  # fmt: skip
        """Do something with an account, say so, and read the accounts anew."""

        def take_back() -> None:
            jobs.run(self, undo or work, lambda _nothing: self.load(), self.session.problem)

        def done(_result: object) -> None:
            self._came_from = row.user.id
            self.session.toast(said % {"name": row.user.name}, take_back if undo else None)
            self.load()

        jobs.run(self, work, done, lambda error: row.refuse(explain(error)))

    def _suspend(self, row: UserRow) -> None:
        centre, name = self.session.centre, row.user.name
        said = _("%(name)s is suspended.")
        self._run(row, lambda: centre.suspend(name), said, lambda: centre.reinstate(name))

    def _reinstate(self, row: UserRow) -> None:
        centre, name = self.session.centre, row.user.name
        said = _("%(name)s can open the centre again.")
        self._run(row, lambda: centre.reinstate(name), said, lambda: centre.suspend(name))

    def _change_roles(self, row: UserRow, roles: frozenset[Role]) -> None:
        centre, name = self.session.centre, row.user.name

        def done(missing: tuple[str, ...]) -> None:
            self._came_from = row.user.id
            said = _("%(name)s has other roles now.")
            if missing:
                said = _("%(name)s has other roles now. Still to be given: %(keys)s.")
            self.session.toast(said % {"name": name, "keys": say_keys(missing)})
            self.load()

        jobs.run(
            self,
            lambda: centre.change_roles(name, roles),
            done,
            lambda error: row.refuse(explain(error)),
        )

    def _ask_to_revoke(self, row: UserRow) -> None:
        centre, name = self.session.centre, row.user.name
        dialog = RevokeDialog(self.window(), name)

        def done(_nothing: object) -> None:
            dialog.accept()
            self.session.toast(_("The account of %(name)s is closed.") % {"name": name})
            self.load()

        def failed(error: BeratungError) -> None:
            dialog.refuse(explain(error))

        dialog.on_confirmed(lambda: jobs.run(self, lambda: centre.revoke(name), done, failed))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
