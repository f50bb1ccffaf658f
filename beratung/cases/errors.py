# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with cases and consultations."""

from beratung.domain.errors import N_, BadInput, Refused


class CaseClosed(Refused):
    """A case that was closed already."""

    message = N_("This case is closed already. Please reopen it first.")


class CaseOpen(Refused):
    """A case that is to be reopened and is open."""

    message = N_("This case is open.")


class ClosedBeforeOpened(BadInput):
    """A day of closing that lies before the day of opening."""

    message = N_("%(place)s: the case was opened later than that.")


class NothingToDo(Refused):
    """A next step that is not there to be done."""

    message = N_("This consultation has no next step.")


class EmptyNote(BadInput):
    """A consultation that says nothing at all."""

    message = N_("%(place)s: please enter a topic, a text or a next step.")


class ForeignCase(BadInput):
    """A consultation that names the case of another client."""

    message = N_("%(place)s: this case belongs to somebody else.")
