# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who may confirm that somebody is to hold a domain: nobody makes a holder of his own who holds nothing himself.

Whoever invites could also answer the invitation with keys of his own. So an account that is to hold a domain is
confirmed by somebody who holds all that it gains, or by a second person who holds a domain himself. As such a person
was confirmed the same way, an administrator alone makes no counsellor, however many accounts he makes.
"""

from beratung.domain.base import Role
from beratung.vault.statements import domains_of


def may_vouch(
    roles: frozenset[Role], former: frozenset[Role], confirmer: frozenset[Role], *, is_own_invitation: bool
) -> bool:
    """Whether somebody with the roles of ``confirmer`` may confirm that a user of the ``former`` roles gets ``roles``."""
    gained, held = domains_of(roles) - domains_of(former), domains_of(confirmer)
    return gained <= held or (bool(held) and not is_own_invitation)
