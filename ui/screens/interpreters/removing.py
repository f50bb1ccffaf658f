# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Asks once before an interpreter's file is deleted with everything in it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from beratung.i18n import _
from ui.widgets.banner import Banner
from ui.widgets.buttons import DangerButton
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Text


class RemoveFileDialog(Dialog):
    """Says plainly what goes, and that there is a milder way; stays open until it is told the outcome."""

    def __init__(self, parent: QWidget, name: str, run: Callable[[], None]) -> None:
        super().__init__(_("Delete this file for ever"), parent)
        banner = Banner("no", icon="alert-triangle")
        banner.say(
            _("This cannot be undone."),
            _("The file of %(name)s goes with all absences, exclusions and time sheets.") % {"name": name},
        )
        self.column.addWidget(banner)
        milder = _("To ask somebody no more, take the tick from “Can be asked” instead: everything stays.")
        self.column.addWidget(Text(milder, "body", "muted", wrap=True))
        self.refused = Text("", "body", "no", wrap=True)
        self.refused.hide()
        self.column.addWidget(self.refused)
        self.do = DangerButton(_("Delete for ever"), "trash", run)
        self.add_buttons(self.do)
        self.cancel.setDefault(True)
        self.cancel.setFocus()

    def refuse(self, text: str) -> None:
        """Say why it was not done."""
        self.refused.setText(text)
        self.refused.show()
        self.do.setEnabled(False)
        self.fit_height()
