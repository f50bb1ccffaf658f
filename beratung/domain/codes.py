# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Code lists: residence statuses, nationalities, languages, places, topics, levels of German. Public data."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

import msgspec

REPORTING_STATUSES = frozenset({"ohne_papiere", "ausreisepflichtig_ohne_duldung"})
"""§ 87 AufenthG: public bodies must report these people to the Ausländerbehörde; free agencies need not."""


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of a code list, with the German name and an English one where that makes sense."""

    code: str
    name: str
    name_en: str = ""
    verified: str = ""
    """``read``, ``mixed`` or ``recall``: whether the entry was found in the source that is named."""

    def label(self, language: str = "de") -> str:
        """Return the English name for ``en`` where there is one, else the German name."""
        return self.name_en if language == "en" and self.name_en else self.name


class LawChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of the law that came after the text on which an entry rests."""

    effective: str
    by: str
    effect: str


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that depends on a date, as the source words it; never applied by itself."""

    condition: str
    value: str
    valid_from: str | None = None
    valid_to: str | None = None
    verified: str = ""
    note: str = ""


class Access(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a residence status opens in one area: a value of that area's list, its basis and a note."""

    value: str
    basis: str = ""
    note: str = ""
    suspended_since: str | None = None
    """Since when admissions at discretion are stopped."""
    duty_possible: bool = False
    """Whether an authority may oblige the client to take part."""
    variants: tuple[Variant, ...] = ()


class StatusInfo(Code, frozen=True, kw_only=True):
    """A residence status and what it opens."""

    short: str
    """A few words for conditions, chips and lists."""
    group: str
    legal_basis: str
    documents: tuple[str, ...] = ()
    integrationskurs: Access
    berufssprachkurs: Access
    work: Access
    benefits: Access
    bafoeg: Access
    kindergeld: Access
    wohnsitzbindung: Access
    mbe: Access
    gbb: Access
    note: str = ""
    changed_later: tuple[LawChange, ...] = ()

    @property
    def has_reporting_risk(self) -> bool:
        """§ 87 AufenthG: an authority that learns of this person must report them."""
        return self.code in REPORTING_STATUSES


class StatusGroup(Code, frozen=True, kw_only=True):
    """A group of residence statuses; ``phrase`` reads well after "Aufenthalt:"."""

    phrase: str = ""


class Nationality(Code, frozen=True, kw_only=True):
    """A nationality by its Destatis code of three digits."""

    iso: str = ""
    """ISO 3166-1 alpha-2 where the state exists and the names agree; empty otherwise."""
    continent: str = ""
    state: str = "aktuell"
    """``aktuell``, ``historisch`` or ``intern``."""
    region: str = ""
    """``DE``, ``EU``, ``EWR``, ``CH``, ``drittstaat`` or empty: a proposal, never a right."""
    safe_origin: str = ""
    """A remark where the state may be a sicherer Herkunftsstaat; to be checked before use."""


class LanguageInfo(Code, frozen=True, kw_only=True):
    """A language; ``code`` is its BCP 47 tag."""

    iso639_3: str
    autonym: str = ""
    """What its speakers call it, in their script."""
    script: str = "Latn"
    """ISO 15924; ``Zxxx`` is not written."""
    direction: str = "ltr"
    in_sisa: bool = False
    """Whether the phone service SiSA listed it in 2017 to 2021."""


class Municipality(Code, frozen=True, kw_only=True):
    """A municipality by its AGS of eight digits."""

    @property
    def district(self) -> str:
        """AGS of the district, five digits."""
        return self.code[:5]


class District(Code, frozen=True, kw_only=True):
    """A Landkreis or a kreisfreie Stadt by its AGS of five digits."""

    type: str
    seat: str
    kfz: str = ""
    population: int = 0
    """On 31 December 2023."""
    municipalities: tuple[Municipality, ...] = ()


class Handlungsfeld(Code, frozen=True, kw_only=True):
    """One of the seven Handlungsfelder; ``code`` is the stable key, ``nr`` the number."""

    nr: int
    variant: str = ""


class Querschnittsthema(Code, frozen=True, kw_only=True):
    """One of the six cross-cutting topics."""

    variant: str = ""


class Topic(Code, frozen=True, kw_only=True):
    """A topic of counselling and the number of the Handlungsfeld under which it is counted."""

    handlungsfeld: int


class GermanScale(Code, frozen=True, kw_only=True):
    """A level of German in its order, with the word that the law uses for it."""

    order: int
    legal_term: str = ""
    basis: str = ""


C = TypeVar("C", bound=Code)


def _by_code(entries: Iterable[C]) -> Mapping[str, C]:
    table: dict[str, C] = {}
    for entry in entries:
        if entry.code in table:
            raise ValueError(f"the code {entry.code} stands twice in a code list")
        table[entry.code] = entry
    return MappingProxyType(table)


class Codes:
    """All code lists, each as a mapping from code to entry in the order of its file."""

    def __init__(
        self,
        *,
        statuses: Iterable[StatusInfo],
        status_groups: Iterable[StatusGroup],
        nationalities: Iterable[Nationality],
        languages: Iterable[LanguageInfo],
        districts: Iterable[District],
        handlungsfelder: Iterable[Handlungsfeld],
        querschnitt: Iterable[Querschnittsthema],
        topics: Iterable[Topic],
        german: Iterable[GermanScale],
        literacy: Iterable[Code],
    ) -> None:
        self.statuses = _by_code(statuses)
        self.status_groups = _by_code(status_groups)
        self.nationalities = _by_code(nationalities)
        self.languages = _by_code(languages)
        self.districts = _by_code(districts)
        self.municipalities = _by_code(m for d in self.districts.values() for m in d.municipalities)
        self.handlungsfelder = _by_code(handlungsfelder)
        self.querschnitt = _by_code(querschnitt)
        self.topics = _by_code(topics)
        self.german = _by_code(german)
        self.literacy = _by_code(literacy)

    def handlungsfeld(self, nr: int) -> Handlungsfeld:
        """Return a Handlungsfeld by its number, 1 to 7."""
        return next(h for h in self.handlungsfelder.values() if h.nr == nr)

    def district_of(self, municipality: str) -> District | None:
        """Return the district of a municipality's AGS, None where it lies outside the list."""
        return self.districts.get(municipality[:5])
