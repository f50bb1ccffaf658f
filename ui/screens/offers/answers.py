# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Takes an answer back: puts client and case back to what they were, unless somebody changed them since."""

from typing import TYPE_CHECKING

import msgspec

from beratung.domain.errors import RecordConflict
from beratung.domain.views import CaseView
from beratung.domain.work import Changes, Touched

if TYPE_CHECKING:
    from beratung.centre import Centre


def restore(centre: "Centre", before: CaseView, after: CaseView) -> Changes:
    """Store client and case as they were before an answer.

    Raises:
        RecordConflict: one of them was changed after the answer.
    """
    now = centre.cases.show(after.case.id)
    if now.case.version != after.case.version or now.client.version != after.client.version:
        raise RecordConflict
    touched: frozenset[Touched] = frozenset()
    if after.client.version != before.client.version:
        changes = centre.clients.change(msgspec.structs.replace(before.client, version=after.client.version))
        touched |= changes.touched
    if after.case.version != before.case.version:
        changes = centre.cases.change(msgspec.structs.replace(before.case, version=after.case.version))
        touched |= changes.touched
    return Changes(touched)
