# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What every noun builds on: records, values, domains, roles."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec


class Domain(StrEnum):
    """A circle's area of knowledge; each has keys of its own."""

    IDENTITY = "identity"
    CASE = "case"
    SCHEDULING = "scheduling"
    STATISTICS = "statistics"
    AUDIT = "audit"


class Role(StrEnum):
    """What a user may do; what he can read follows from the keys he holds."""

    COUNSELLOR = "counsellor"
    SPRACHMITTLER = "sprachmittler"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Shelf(StrEnum):
    """The coarse kind of a record: all that the database can see of what it is."""

    CLIENT = "client"
    ENTRY = "entry"
    APPOINTMENT = "appointment"
    DOCUMENT = "document"
    PAPER = "paper"
    """What a document looks like; apart, so that a list of documents reads none of it."""


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a record. Its repr never shows content, so that no log can name a person."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """A personal record that is sealed as one blob.

    ``subject`` is the client (or the anonymous consultation) whose keys seal it. ``version`` is 0 for
    a record that was never stored; the store sets it on reading and counts it up on saving.
    Subclasses name their ``domain``, ``shelf`` and the version of their own ``layout``.
    """

    domain: ClassVar[Domain]
    shelf: ClassVar[Shelf]
    layout: ClassVar[int] = 1
    is_fleeting: ClassVar[bool] = False
    """Comes and goes while somebody types: no list that is kept contains it."""
    is_lone: ClassVar[bool] = False
    """The only record of its subject, in no list: once removed its key goes too, without a word that it was there."""

    id: UUID
    subject: UUID
    version: int = 0

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} v{self.version}>"
