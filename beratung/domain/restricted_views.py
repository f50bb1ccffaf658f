# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What screens and the command line show of restricted cases and of asking for access to one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from beratung.domain.base import Value
from beratung.domain.views import UserView


class RestrictedCase(Value, frozen=True, kw_only=True):
    """A case that only named counsellors open; shown to its members alone."""

    case: UUID
    client: UUID
    name: str
    """The client's display name; empty for an anonymous client."""
    is_open: bool = True
    members: tuple[UserView, ...] = ()


class AccessRequest(Value, frozen=True, kw_only=True):
    """A colleague asks to be let into a case; shown to those who can answer."""

    id: UUID
    case: UUID
    client: UUID
    name: str
    """The client's display name."""
    by: UserView
    reason: str
    at: datetime


class RequestState(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    GRANTED = "granted"
    DECLINED = "declined"


class OwnRequest(Value, frozen=True, kw_only=True):
    """What the user himself asked for, with the answer."""

    id: UUID
    case: UUID
    reason: str
    at: datetime
    state: RequestState = RequestState.WAITING
    words: str = ""
    """What the colleague wrote with the answer."""
    answered_by: str = ""
    answered_at: datetime | None = None
