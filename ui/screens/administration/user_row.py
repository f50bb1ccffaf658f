# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One account in the list: what it may do, what it waits for, and what the administration can do with it."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from beratung.domain.account_views import Waiting
from beratung.domain.base import Role
from beratung.domain.views import UserView
from beratung.i18n import _, pgettext
from ui import theme
from ui.screens.administration.role_editor import RoleEditor
from ui.screens.administration.roles import say_holds, say_role
from ui.widgets.buttons import IconButton
from ui.widgets.chip import Chip
from ui.widgets.columns import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.note import Note


class UserRow(QWidget):
    """A user: name, state, roles and fingerprint; for the administration with a menu.

    Signals:
        roles_wanted: the roles that were chosen.
        suspension_wanted: the account is to be suspended at once.
        return_wanted: the suspension is to end.
        revocation_wanted: the account is to be closed for ever.
        grew: something was opened below the row.
    """

    roles_wanted = Signal(object)
    suspension_wanted = Signal()
    return_wanted = Signal()
    revocation_wanted = Signal()
    grew = Signal()

    def __init__(
        self, user: UserView, waits: Waiting | None = None, *, is_self: bool, may_change: bool
    ) -> None:
        super().__init__()
        self.user = user
        self.editor: RoleEditor | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addLayout(self._build_words(waits, is_self=is_self), 1)
        self.menu_button = IconButton("dots", on_click=self._open_menu)
        self.menu_button.set_name(_("More for %(name)s") % {"name": user.name})
        row.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(row)
        self.menu_button.setVisible(may_change and not is_self and not user.is_revoked)
        self.note = Note()
        self._column.addWidget(self.note)

    def _build_words(self, waits: Waiting | None, *, is_self: bool) -> QVBoxLayout:
        user = self.user
        words = QVBoxLayout()
        words.setSpacing(2)
        holder = QWidget()
        head = FlowLayout(holder, gap=8)
        name = Text(user.name, "strong")
        name.setMinimumHeight(theme.px(21))
        head.addWidget(name)
        for role in Role:
            if role in user.roles:
                head.addWidget(Chip(say_role(role), "neutral" if user.is_suspended else "accent"))
        if is_self:
            head.addWidget(Chip(_("you"), "info"))
        if user.is_revoked:
            head.addWidget(Chip(pgettext("user", "closed for ever"), "no", "circle-x"))
        elif user.is_suspended:
            head.addWidget(Chip(pgettext("user", "suspended"), "no", "lock"))
        elif waits is not None and waits.missing:
            head.addWidget(Chip(pgettext("user", "waits for keys"), "unknown", "key"))
        words.addWidget(holder)
        self.told = Text(self._say(), "secondary", "muted", wrap=True)
        words.addWidget(self.told)
        if not user.is_revoked:
            code = Text(user.fingerprint, "code", "muted")
            code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            code.setAccessibleName(_("Fingerprint %(fingerprint)s") % {"fingerprint": user.fingerprint})
            words.addWidget(code, 0, Qt.AlignmentFlag.AlignLeading)
        return words

    def _say(self) -> str:
        user = self.user
        if user.is_revoked:
            return _("This account never opens again. What it signed stays.")
        if user.is_suspended:
            return _("Cannot open the centre until the suspension is lifted.")
        return " · ".join(say_holds(role) for role in Role if role in user.roles)

    # What the administration can do

    def build_menu(self) -> QMenu:
        """Return what can be done with the account."""
        menu = QMenu(self)
        entries: list[tuple[str, Callable[[], None]]] = []
        if self.user.is_suspended:
            entries.append((_("Lift the suspension"), self.return_wanted.emit))
        else:
            entries.append((_("Change roles"), self.edit_roles))
            entries.append((_("Suspend at once"), self.suspension_wanted.emit))
        entries.append((_("Close the account for ever …"), self.revocation_wanted.emit))
        for text, run in entries:
            action = QAction(text, menu)
            action.triggered.connect(lambda _checked=False, do=run: do())
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height() + 2)))

    def edit_roles(self) -> None:
        """Open the editor of roles below the name."""
        self.note.say("")
        if self.editor is None:
            self.editor = RoleEditor(self.user.name, self.user.roles)
            self.editor.wanted.connect(self.roles_wanted)
            self.editor.cancelled.connect(self.close_editor)
            self._column.addWidget(self.editor)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grew.emit()

    def close_editor(self) -> None:
        """Take the editor away."""
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
            self.menu_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, text: str) -> None:
        """Say why something was not done, beside where it was asked for."""
        if self.editor is not None:
            self.editor.refuse(text)
        else:
            self.note.say(text)
