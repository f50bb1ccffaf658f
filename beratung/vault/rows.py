# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the database shows of a sealed record and of a wrapped key."""

from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Shelf


class WrappedKey(msgspec.Struct, frozen=True):
    """One row of the table ``subject_key``: a subject's key of one domain, sealed under the circle's key.

    Several rows of one subject and domain are possible (a successor after a revocation): the one of the
    highest epoch seals, the others still open. Deleting the rows shreds the subject.
    """

    id: UUID
    subject: UUID
    domain: Domain
    circle: UUID
    epoch: int
    wrapped: bytes


class RowHeader(msgspec.Struct, frozen=True):
    """All that the clear row of a record shows; bound into the envelope and into the row MAC.

    ``key`` is the id of the ``WrappedKey`` whose key seals the blob, ``epoch`` that key's epoch;
    ``version`` counts from 1; ``week`` is an ISO week such as ``2026-W48`` or None.
    """

    id: UUID
    shelf: Shelf
    subject: UUID
    key: UUID
    domain: Domain
    circle: UUID
    version: int
    layout: int
    epoch: int
    week: str | None
