# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What was given to one user alone goes with his account."""

from uuid import uuid4

import pytest

from beratung.centre import Centre
from beratung.store import slices
from beratung.vault.errors import NotAllowed
from tests.centre.small import ADMIN, COUNSELLOR, Small
from tests.store.test_sharing import Request


def given_in(centre: Centre) -> int:
    with centre._store.database.transaction(writes=False) as link:
        return len(link.rows(slices.SLICES))


def give(centre: Centre, name: str) -> None:
    reader = next(user.id for user in centre.users() if user.name == name)
    with centre._records.work() as work:
        work.give(Request(id=uuid4(), to=reader, words="Donnerstag?"))
        work.commit()


def test_slices_of_a_closed_account_are_taken_back(small: Small) -> None:
    founder = small.opened()
    give(founder, COUNSELLOR)
    give(founder, ADMIN)
    counsellor = small.opened(COUNSELLOR)
    with pytest.raises(NotAllowed):
        counsellor.revoke(ADMIN)
    assert given_in(founder) == 2
    counsellor.lock()
    founder.revoke(COUNSELLOR)
    assert given_in(founder) == 1
    assert founder.verify(full=True).findings == ()
    founder.lock()
