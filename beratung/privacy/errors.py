# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with consents."""

from beratung.domain.errors import N_, BadInput, Refused


class NoRecipient(BadInput):
    """A consent that names nobody to whom something may be told."""

    message = N_("%(place)s: a consent is for one recipient. Please name the office or the person.")


class NothingReleased(BadInput):
    """A consent that releases nothing."""

    message = N_("%(place)s: please say which details may leave the house. These are known: %(known)s.")


class UntilBeforeGiven(BadInput):
    """A consent that ends before it begins."""

    message = N_("%(place)s: the consent would end before it was given.")


class RevokedBeforeGiven(BadInput):
    """A revocation before the consent."""

    message = N_("%(place)s: the consent was given later than that.")


class RevokedAlready(Refused):
    """A consent that was revoked before."""

    message = N_("This consent was revoked already.")


class StrangerConsent(BadInput):
    """A consent that names the case of another client."""

    message = N_("%(place)s: this case belongs to somebody else.")
