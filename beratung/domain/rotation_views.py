# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What screens and the command line show of keys that have to be changed because somebody left."""

from datetime import datetime
from enum import StrEnum

from beratung.domain.base import Domain, Value


class DuePart(StrEnum):
    """What has to be changed: keys of a domain, keys of the clients in it, or the key of the whole database."""

    DOMAIN = "domain"
    CLIENTS = "clients"
    STORAGE = "storage"


class Due(Value, frozen=True, kw_only=True):
    """Keys that somebody knows who must not open anything new, and who can change them."""

    part: DuePart
    domain: Domain | None = None
    """None for the key of the database."""
    is_restricted: bool = False
    """The key of one restricted case or more; which ones is not said."""
    since: datetime | None = None
    """When the colleague left or lost the role; None where that is not known."""
    may_run: bool
    """Whether the user himself can change them now."""
    holders: tuple[str, ...] = ()
    """The names of all colleagues who can, oneself included, in order."""
    needs_sheet: bool = False
    """Nobody who is left can: it takes the recovery sheet."""


class Rotated(Value, frozen=True, kw_only=True):
    """What one run has changed, and what is left for others."""

    domains: int = 0
    """How many keys of domains are new."""
    clients: int = 0
    """How many keys of clients are new."""
    is_storage_new: bool = False
    left: tuple[Due, ...] = ()
