# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is shown to somebody who holds no domain, what he answers, and the times that bookings take."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from beratung.domain.base import Value

STEP = timedelta(minutes=5)
NOBODY = UUID(int=0)


class Slice(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """What a counsellor's program shows to one user, sealed to his own keys; nobody else opens it.

    ``by`` is who gave it and ``at`` when, both signed; they are set on reading. A slice holds no client's id:
    take a fresh pseudonym for each.
    """

    id: UUID
    to: UUID
    by: UUID = NOBODY
    at: datetime | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """What somebody who does not hold the domain scheduling tells those who do.

    ``by`` is who wrote it and ``at`` when, both signed; they are set on reading. Whoever takes a message over
    drops it in the same unit of work, so that it is taken over once.
    """

    id: UUID
    by: UUID = NOBODY
    at: datetime | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


class Claim(Value, frozen=True, kw_only=True, order=True):
    """Five minutes of a person or room.

    ``slot`` counts five minutes since 1970, UTC. ``lane`` 0 is exclusive; 1 to n are the places of a group or of
    open hours.
    """

    resource: UUID
    slot: int
    lane: int = 0


class SealedClaim(Value, frozen=True, kw_only=True):
    """A claim that anybody can store and nobody without the domain scheduling can read.

    ``value`` is the same for the same claim under one ``epoch`` of the key, and tells nothing else.
    """

    value: bytes
    epoch: int
    sealed: bytes


def slots(start: datetime, end: datetime) -> range:
    """The slots that a time with its zone touches, the end left out."""
    first, past = (int(moment.timestamp()) for moment in (start, end))
    step = int(STEP.total_seconds())
    return range(first // step, -(-past // step))


def claims(resource: UUID, start: datetime, end: datetime, lane: int = 0) -> tuple[Claim, ...]:
    """The claims of a time of a person or room."""
    return tuple(Claim(resource=resource, slot=slot, lane=lane) for slot in slots(start, end))
