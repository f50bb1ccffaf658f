# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with rules, and with facts that are handed in."""

from beratung.domain.errors import N_, BadInput, BeratungError


class RuleFault(BeratungError):
    """A rule file that cannot be used; nothing is decided with half a set of rules."""

    message = N_("The rules cannot be used: %(where)s: %(what)s.")


class NoSuchOffer(BadInput):
    """An offer id that no rule has."""

    message = N_('%(place)s: there is no such offer. "offers list" shows all of them.')


class MisspeltOffer(NoSuchOffer):
    """An offer id that is nearly one that exists."""

    message = N_("%(place)s: there is no such offer. Did you mean %(near)s?")


class NoSuchFact(BadInput):
    """A fact that no rule asks for, and that resembles none."""

    message = N_('%(place)s: there is no such fact. "offers fields" shows all of them.')


class WholeNumber(BadInput):
    """A count that is no whole number."""

    message = N_("%(place)s: a whole number is expected here.")


class Contradiction(BadInput):
    """A derived fact that does not follow from the residence status."""

    message = N_("%(place)s: this follows from the residence status, which says %(derived)s. Leave it out.")
