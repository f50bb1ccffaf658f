# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Asks once, clearly, before an account is closed for ever."""

from PySide6.QtWidgets import QWidget

from beratung.domain.errors import N_
from beratung.i18n import _
from ui.widgets.buttons import DangerButton
from ui.widgets.final_dialog import FinalDialog


class RevokeDialog(FinalDialog):
    """Says what closing an account brings about and what it cannot."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(
            parent,
            _("Close the account of %(name)s for ever") % {"name": name},
            _(
                "The account never opens again, on no computer. Whoever comes back gets a new invitation. "
                "For a leave, suspending is enough."
            ),
            (
                _(
                    "Afterwards the keys are changed. This is done by the next colleague who holds them and unlocks; "
                    "from then on nothing that is written can be opened with the old keys."
                ),
                _("What %(name)s has read or copied before stays known.") % {"name": name},
            ),
            sure=N_("This person no longer works with this centre."),
            button=DangerButton(_("Close for ever"), "user-x"),
        )
