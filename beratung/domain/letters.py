# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What letters need besides the case: the centre's letterhead and the Postbuch's running number."""

from typing import ClassVar
from uuid import UUID

from beratung.domain.base import Domain, Record, Shelf, Value

POSTBOOK = UUID("7f1c2f0e-5d3c-4a52-9f6e-2b9a8e0d6c11")
"""Id and subject of the one `PostbookCounter` of a centre."""


class Letterhead(Value, frozen=True, kw_only=True):
    """The sender as printed on letters. Public data; whatever is empty is left out, nothing is invented."""

    agency: str = ""
    """Name of the counselling centre or its agency."""
    department: str = ""
    """For example ``Migrationsberatung fuer erwachsene Zuwanderer``."""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    web: str = ""
    footer: tuple[str, ...] = ()
    """Further lines at the foot: register, bank, who represents the agency, who funds it."""
    legal_basis: str = "DSGVO"
    """``DSGVO``, ``KDG`` or ``DSG-EKD``: the law under which consents are given."""


class PostbookCounter(Record, frozen=True, kw_only=True, tag="postbook_counter"):
    """The last running number of the Postbuch.

    There is one for the centre, under a fixed id: two programs that take a number at once meet at its
    version, and the second takes the next one.
    """

    domain: ClassVar[Domain] = Domain.CASE
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    last: int = 0
