# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The audit trail as the supervisor reads it."""

from datetime import datetime
from uuid import UUID

from beratung.domain.base import Value
from beratung.domain.work import Action


class TrailLine(Value, frozen=True, kw_only=True):
    """Who did what when. It names no client.

    ``subject`` is a short pseudonym, the same for the same client, empty where no client was touched; once the
    client is deleted nobody can tell any more whom it stood for. ``user_name`` is empty for an account that is
    not in the list of users.
    """

    at: datetime
    user: UUID
    user_name: str
    action: Action
    kind: str
    subject: str = ""
    is_sheet: bool = False
    """It was done with the recovery sheet, by whoever had it."""
    place: str = ""
    """Which entry it is: the start of the chain's id and the number."""
