# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Asks once, clearly, before an account is closed for ever."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from beratung.domain.errors import N_
from beratung.i18n import _
from ui.widgets.banner import Banner
from ui.widgets.buttons import DangerButton
from ui.widgets.dialog import Dialog
from ui.widgets.inputs import Tick
from ui.widgets.labels import Text


class RevokeDialog(Dialog):
    """Says what closing an account brings about and what it cannot; stays open until it is told the outcome."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(_("Close the account of %(name)s for ever") % {"name": name}, parent)
        banner = Banner("no", icon="alert-triangle")
        banner.say(
            _("This cannot be undone."),
            _(
                "The account never opens again, on no computer. Whoever comes back gets a new invitation. "
                "For a leave, suspending is enough."
            ),
        )
        self.column.addWidget(banner)
        for words in (
            _(
                "Afterwards the keys are changed. This is done by the next colleague who holds them and unlocks; "
                "from then on nothing that is written can be opened with the old keys."
            ),
            _("What %(name)s has read or copied before stays known.") % {"name": name},
        ):
            self.column.addWidget(Text(words, "body", wrap=True))
        self.sure = Tick(N_("This person no longer works with this centre."))
        self.column.addWidget(self.sure)
        self.refused = Text("", "body", "no", wrap=True)
        self.refused.hide()
        self.column.addWidget(self.refused)
        self.do = DangerButton(_("Close for ever"), "user-x")
        self.add_buttons(self.do)
        self.cancel.setDefault(True)
        self.sure.changed.connect(self._fit)
        self._fit()
        self.sure.setFocus()

    def on_confirmed(self, run: Callable[[], None]) -> None:
        """Call this when the user has confirmed."""

        def confirm() -> None:
            self.do.setEnabled(False)
            run()

        self.do.clicked.connect(lambda _checked=False: confirm())

    def refuse(self, text: str) -> None:
        """Say why it was not done."""
        self.refused.setText(text)
        self.refused.show()
        self._fit()

    def _fit(self) -> None:
        self.do.setEnabled(self.sure.value())
