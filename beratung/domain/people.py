# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who somebody is: names, birth date, languages, family. Sealed under the domain ``identity``."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from beratung.domain.base import Domain, Record, Shelf, Value


class NameKind(StrEnum):
    """What a name is used for."""

    GIVEN = "given"
    FAMILY = "family"
    BIRTH = "birth"
    FORMER = "former"
    ALIAS = "alias"
    FATHER = "father"
    GRANDFATHER = "grandfather"
    ORIGINAL_SCRIPT = "original_script"
    TRANSLITERATION = "transliteration"


class Name(Value, frozen=True, kw_only=True):
    """One name as DIN 91379 allows it, NFC; ``script`` is an ISO 15924 code such as ``Arab``."""

    text: str
    kind: NameKind
    script: str = ""


class Precision(StrEnum):
    """How far a birth date can be trusted."""

    EXACT = "exact"
    ESTIMATED = "estimated"
    YEAR = "year"


class Birth(Value, frozen=True, kw_only=True):
    """A birth date; with precision ``year`` only the year counts and the day is 1 January."""

    on: date
    precision: Precision = Precision.EXACT


class Gender(StrEnum):
    """Gender as the civil register knows it; unknown is None."""

    F = "f"
    M = "m"
    D = "d"


class Language(Value, frozen=True, kw_only=True):
    """A language somebody speaks; ``code`` is one of ``resources/codes/languages.yaml``."""

    code: str
    spoken: str | None = None
    """CEFR level A1 to C2, None is unknown."""
    interpreter: bool | None = None
    """Whether an interpreter for this language is needed; None is not asked yet."""


class Address(Value, frozen=True, kw_only=True):
    """Where somebody lives; the municipality (AGS, eight digits) decides the district."""

    municipality: str | None = None
    street: str = ""
    postal_code: str = ""
    is_protected: bool = False
    """A shelter or a hidden address: never printed."""


class Contact(Value, frozen=True, kw_only=True):
    """How somebody can be reached, and what to mind when doing so."""

    phone: str = ""
    email: str = ""
    note: str = ""
    """For example "call only in the morning", "do not leave a message"."""


class Relation(StrEnum):
    """How a family member is related to the client."""

    SPOUSE = "spouse"
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    OTHER = "other"


class FamilyMember(Value, frozen=True, kw_only=True):
    """A member of the family; ``client`` names the other record where the member is a client too."""

    name: str = ""
    relation: Relation
    born: Birth | None = None
    gender: Gender | None = None
    client: UUID | None = None
    in_household: bool | None = None
    note: str = ""


class Client(Record, frozen=True, kw_only=True, tag="client"):
    """A person who is counselled. ``subject`` equals ``id``. Without names: anonymous."""

    domain: ClassVar[Domain] = Domain.IDENTITY
    shelf: ClassVar[Shelf] = Shelf.CLIENT

    names: tuple[Name, ...] = ()
    born: Birth | None = None
    gender: Gender | None = None
    nationalities: tuple[str, ...] = ()
    """Destatis codes of three digits."""
    languages: tuple[Language, ...] = ()
    address: Address = Address()
    contact: Contact = Contact()
    family: tuple[FamilyMember, ...] = ()

    def name(self, kind: NameKind) -> str:
        """All names of one kind, joined by a blank; empty where there is none."""
        return " ".join(n.text for n in self.names if n.kind is kind)

    @property
    def display_name(self) -> str:
        """Given and family name, else any name, else empty."""
        both = f"{self.name(NameKind.GIVEN)} {self.name(NameKind.FAMILY)}".strip()
        return both or next((n.text for n in self.names), "")

    @property
    def interpreter_languages(self) -> tuple[str, ...]:
        """Codes of the languages for which an interpreter is needed."""
        return tuple(entry.code for entry in self.languages if entry.interpreter)
