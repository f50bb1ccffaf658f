# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with rules, and with facts that are handed in."""

from beratung.domain.errors import N_, BadInput, BeratungError


class RuleFault(BeratungError):
    """A rule file that cannot be used; nothing is decided with half a set of rules."""

    message = N_("The rules cannot be used: %(where)s: %(what)s.")


class NoSuchOffer(BadInput):
    """An offer id that no rule has."""

    message = N_('%(place)s: there is no offer of this name. The command "offers list" shows all.')


class NoSuchFact(BadInput):
    """A fact that no rule asks for."""

    message = N_("%(place)s: there is no such fact. These are known: %(known)s.")


class MisspeltFact(NoSuchFact):
    """A fact whose name is nearly one that is known."""

    message = N_("%(place)s: there is no such fact. Did you mean %(near)s?")


class WrongFact(BadInput):
    """A fact of another type than its field takes."""

    message = N_("%(place)s: %(wanted)s is expected here.")


class NotAnOption(BadInput):
    """A fact that is none of the answers that its field knows."""

    message = N_("%(place)s: this is not an answer to this question. Possible are: %(known)s.")


class NotNearAnOption(BadInput):
    """A code of a long list, with the nearest that exist."""

    message = N_("%(place)s: this code does not exist. Did you mean %(near)s? There are %(count)d codes.")


class NumberOutOfRange(BadInput):
    """A number that the field cannot have."""

    message = N_("%(place)s: a whole number from %(low)d to %(high)d is expected here.")


class Contradiction(BadInput):
    """A derived fact that does not follow from the residence status."""

    message = N_("%(place)s: the residence status says %(derived)s here. Leave this fact out, it is derived.")


class NoFacts(BadInput):
    """A file of facts that holds no single object."""

    message = N_("%(place)s: one object with facts is expected here.")


class BrokenJson(BadInput):
    """A file that is not JSON."""

    message = N_("%(place)s, line %(line)d, column %(column)d: this is not valid JSON.")


class UnreadableFile(BadInput):
    """A file that cannot be read."""

    message = N_("%(place)s: this file cannot be read.")
