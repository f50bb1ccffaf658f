# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Dialogs for what ends a case: closing it with a reason, and deleting a client for ever."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from beratung.domain.cases import CloseReason
from beratung.domain.errors import N_
from beratung.i18n import _, ngettext
from ui.models.dates import Lean
from ui.models.words import CLOSE_REASONS
from ui.widgets.banner import Banner
from ui.widgets.buttons import DangerButton, PrimaryButton
from ui.widgets.date_field import DateField
from ui.widgets.dialog import Dialog
from ui.widgets.form import Field
from ui.widgets.inputs import Menu, TextBox, TextLine, Tick
from ui.widgets.labels import Text


class CloseCaseDialog(Dialog):
    """Asks for the reason and the day on which a case was closed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Close case"), parent)
        self.reason: Menu[CloseReason] = Menu(lambda: [(r, _(word)) for r, word in CLOSE_REASONS.items()])
        self.on = DateField(lean=Lean.PAST, latest_is_today=True)
        self.on.set_value(self.on.today())
        self.note = TextBox(lines=3)
        self.fields = (
            Field(N_("Reason"), self.reason),
            Field(N_("Closed on"), self.on),
            Field(N_("Note"), self.note),
        )
        words = _("The case moves to the view of closed ones. It can be opened again at any time.")
        self.column.addWidget(Text(words, "body", "muted", wrap=True))
        for field in self.fields:
            self.column.addWidget(field)
        self.do = PrimaryButton(_("Close case"), "lock", self._on_do)
        self.do.setDefault(True)
        self.add_buttons(self.do)
        self.reason.setFocus()

    def _on_do(self) -> None:
        for field in self.fields:
            field.tell()
        if not any(field.problem() for field in self.fields) and self.on.value() is not None:
            self.accept()


class DeleteClientDialog(Dialog):
    """Says plainly what is deleted for ever; where somebody else must agree, asks for their password."""

    def __init__(self, parent: QWidget, *, notes: int, letters: int, needs_second: bool) -> None:
        super().__init__(_("Delete this person for ever"), parent)
        self.needs_second = needs_second
        counted = (
            ngettext("%(n)d consultation", "%(n)d consultations", notes) % {"n": notes},
            ngettext("%(n)d letter", "%(n)d letters", letters) % {"n": letters},
        )
        banner = Banner("no", icon="alert-triangle")
        banner.say(
            _("This cannot be undone."),
            _("The record, the case, %(notes)s, %(letters)s, all consents and drafts are destroyed with their keys. "
              "No backup brings them back into this centre.")
            % {"notes": counted[0], "letters": counted[1]},
        )  # fmt: skip
        self.column.addWidget(banner)
        self.sure = Tick(N_("I have checked that nothing has to be kept any longer."))
        self.column.addWidget(self.sure)
        self.user, self.password = TextLine(most=80), TextLine(most=200)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.fields = (
            Field(N_("User name of the second person"), self.user),
            Field(N_("Password"), self.password),
        )
        if needs_second:
            words = _("A second person must agree here and now, with their own password.")
            self.column.addWidget(Text(words, "body", wrap=True))
        for field in self.fields:
            self.column.addWidget(field)
            field.setVisible(needs_second)
        self.refused = Text("", "body", "no", wrap=True)
        self.refused.hide()
        self.column.addWidget(self.refused)
        self.do = DangerButton(_("Delete for ever"), "trash")
        self.add_buttons(self.do)
        self.cancel.setDefault(True)
        self.sure.changed.connect(self._fit)
        for field in self.fields:
            field.changed.connect(self._fit)
        self._fit()
        self.sure.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_confirmed(self, run: Callable[[], None]) -> None:
        """Call this when the user has confirmed; the dialog stays open until it is told the outcome."""
        self.do.clicked.connect(lambda: run())  # noqa: PLW0108 -- the signal brings a flag

    def refuse(self, text: str) -> None:
        """Say why it was not done."""
        self.refused.setText(text)
        self.refused.show()
        self.password.clear()
        self._fit()

    def secret(self) -> str:
        """Return the second person's password and forget it."""
        typed = self.password.text()
        self.password.clear()
        return typed

    def _fit(self) -> None:
        has_second = bool(self.user.value() and self.password.text()) or not self.needs_second
        self.do.setEnabled(self.sure.value() and has_second)
