# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who may open the centre, with which roles, and the fingerprint by which one is known."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.base import Role
from beratung.domain.errors import N_
from beratung.domain.views import UserView
from beratung.i18n import _
from ui import jobs
from ui.screens.administration.panel import Panel
from ui.session import Session
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.labels import Line, Text

ROLES = {
    Role.COUNSELLOR: N_("Counsellor"),
    Role.SPRACHMITTLER: N_("Sprachmittler"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.ADMIN: N_("Administration"),
}
HOLDS = {
    Role.COUNSELLOR: N_("reads and keeps cases"),
    Role.SPRACHMITTLER: N_("sees requests for interpreting, and no case"),
    Role.SUPERVISOR: N_("sees protected statistics and the audit trail, and no case"),
    Role.ADMIN: N_("keeps accounts, offers and backups, and reads nothing personal"),
}


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
                head.addWidget(Chip(_(ROLES[role]), "accent"), 0, Qt.AlignmentFlag.AlignVCenter)
        if is_self:
            head.addWidget(Chip(_("you"), "info"), 0, Qt.AlignmentFlag.AlignVCenter)
        if user.is_suspended:
            head.addWidget(Chip(_("suspended"), "no"), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        words.addLayout(head)
        held = [_(HOLDS[role]) for role in Role if role in user.roles]
        words.addWidget(Text(" · ".join(held), "secondary", "muted", wrap=True))
        row.addLayout(words, 1)
        code = Text(user.fingerprint, "code", "muted")
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        code.setAccessibleName(_("Fingerprint %(fingerprint)s") % {"fingerprint": user.fingerprint})
        row.addWidget(code, 0, Qt.AlignmentFlag.AlignVCenter)


class UsersPanel(Panel):
    """The users of the centre."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._users: tuple[UserView, ...] = ()
        self.card = Card(" ")
        self._intro = Text("", "body", "muted", wrap=True)
        self.card.add(self._intro)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.card.add(self._rows)
        self.cards.addWidget(self.card)
        self.cards.addStretch(1)

    def retranslate(self) -> None:
        self.card.set_title(_("Users"), "")
        self._intro.setText(
            _(
                "Two people compare the fingerprint on both screens before they trust each other. It is no secret."
            )
        )
        self._show(self._users)

    def load(self) -> None:
        centre = self.session.centre
        jobs.run(self, lambda: tuple(centre.users()), self._show)

    def _show(self, users: Sequence[UserView]) -> None:
        self._users = tuple(users)
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for number, user in enumerate(self._users):
            if number:
                self._rows.addWidget(Line())
            self._rows.addWidget(UserRow(user, is_self=user.id == self.session.user.id))
