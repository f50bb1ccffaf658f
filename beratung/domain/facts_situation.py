# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the rest of the record says: age, place, languages, family, work, qualifications, origin, topics."""

from collections.abc import Iterable, Mapping
from datetime import date

from beratung.domain.cases import Case, GermanLevel, GermanSkill
from beratung.domain.codes import Codes, Nationality
from beratung.domain.people import Birth, Client, Gender, Precision, Relation
from beratung.domain.spans import add_months, completed_years
from beratung.domain.views import FactLine

ADULT = 18
GERMANY = "000"
_NO_STATE = frozenset({"997", "998", "999"})
_STATELESS = "997"

GENDERS: Mapping[str, str] = {Gender.F: "weiblich", Gender.M: "maennlich", Gender.D: "divers"}

SCHOOL_AGE = range(7, 16)
"""Ages at which a child is certainly of school age; at 6 it depends on the day of birth."""

PRESCHOOL_AGE = range(5)
"""Ages at which a child certainly does not go to school yet."""

HAVE_FLED = frozenset(
    {
        "asylgesuch",
        "gestattung",
        "folgeantrag",
        "ae_23_4",
        "ae_24",
        "ae_25_1",
        "ae_25_2_fl",
        "ae_25_2_sub",
        "ne_26_3",
    }
)
"""Statuses that only somebody has who asked for protection."""

_REGIONS = {
    "Nordamerika": {"US", "CA"},
    "Australien": {"AU"},
    "Lateinamerika": {"AR", "BO", "BR", "CL", "CO", "EC", "PY", "PE", "UY", "VE"},
    "Westeuropa": {"AT", "BE", "CH", "FR", "GB", "IE", "LI", "LU", "MC", "NL"},
    "Osteuropa": {
        *("AL", "BA", "BG", "BY", "CZ", "EE", "HR", "HU", "LT", "LV", "MD"),
        *("ME", "MK", "PL", "RO", "RS", "RU", "SI", "SK", "UA", "XK"),
    },
}
"""Regions of origin that nobody disputes; other states of these continents stay unknown."""

_CONTINENTS = {"2": "Afrika", "4": "Asien"}


class _Sheet:
    """Collects lines."""

    def __init__(self) -> None:
        self.lines: dict[str, FactLine] = {}

    def put(
        self,
        field: str,
        value: bool | int | str | tuple[str, ...] | None,
        source: str,
        on: date | None,
        *,
        upper: int | str | None = None,
        is_derived: bool = False,
    ) -> None:
        """Add a fact; nothing where there is no value."""
        if value is None or value == ():
            return
        self.lines[field] = FactLine(
            field=field,
            value=value,
            upper=upper if upper != value else None,
            source=source,
            on=on,
            is_derived=is_derived,
        )


def situation_facts(
    client: Client, case: Case, topics: Iterable[str], on: date, codes: Codes
) -> dict[str, FactLine]:
    """Return what follows from everything but the residence titles, for the day asked."""
    sheet = _Sheet()
    known = case.opened
    if client.born is not None and client.born.on <= on:
        low, high = age_range(client.born, on)
        sheet.put("age", low, "birth_date", on, upper=high, is_derived=True)
    if client.gender is not None:
        sheet.put("gender", GENDERS[client.gender], "record", known)
    if client.address.municipality:
        sheet.put("district_ags", client.address.municipality[:5], "record", known)
    _languages(sheet, client, known)
    _german(sheet, case)
    _family(sheet, client, known, on)
    _employment(sheet, case, on)
    _qualifications(sheet, case, known)
    _origin(sheet, client, case, known, codes)
    concerns = frozenset(topics)
    sheet.put("topic", tuple(t for t in codes.topics if t in concerns), "consultations", on)
    return sheet.lines


def age_range(born: Birth, on: date) -> tuple[int, int]:
    """Return the least and the most completed years that a birth date allows.

    A year alone may mean any day of it; an estimated date is taken to be right within a year either way.
    """
    if born.precision is Precision.EXACT:
        age = completed_years(born.on, on)
        return age, age
    if born.precision is Precision.YEAR:
        first, last = date(born.on.year, 1, 1), date(born.on.year, 12, 31)
    else:
        first, last = add_months(born.on, -12), add_months(born.on, 12)
    return completed_years(last, on), completed_years(first, on)


def _languages(sheet: _Sheet, client: Client, known: date) -> None:
    needs = [entry.interpreter for entry in client.languages]
    if any(needs):
        sheet.put("needs_interpreter", True, "languages", known)
    elif needs and all(need is False for need in needs):
        sheet.put("needs_interpreter", False, "languages", known)
    for entry in client.languages:
        if entry.code == "en":
            sheet.put("english_level", entry.spoken, "languages", known)
        elif entry.code == "de":
            sheet.put("german_oral_level", entry.spoken, "languages", known)


def _german(sheet: _Sheet, case: Case) -> None:
    """The newest overall level; without one, the lowest to the highest of all four skills."""
    newest = {skill: _newest(case.german, skill) for skill in GermanSkill}
    overall = newest[GermanSkill.OVERALL]
    if overall is not None:
        sheet.put("german_level", overall.level, overall.source or "record", overall.on or case.opened)
    skills = [newest[s] for s in GermanSkill if s is not GermanSkill.OVERALL]
    found = [entry for entry in skills if entry is not None]
    if overall is None and len(found) == len(skills):
        levels = sorted(entry.level for entry in found)
        oldest = min(entry.on or case.opened for entry in found)
        sheet.put("german_level", levels[0], "record", oldest, upper=levels[-1], is_derived=True)
    oral = [e for e in (newest[GermanSkill.SPEAKING], newest[GermanSkill.LISTENING]) if e is not None]
    if newest[GermanSkill.SPEAKING] is not None:
        weakest = min(oral, key=lambda entry: entry.level)
        sheet.put("german_oral_level", weakest.level, weakest.source or "record", weakest.on or case.opened)


def _newest(levels: Iterable[GermanLevel], skill: GermanSkill) -> GermanLevel | None:
    of_skill = [level for level in levels if level.skill is skill]
    return max(of_skill, key=lambda level: level.on or date.min) if of_skill else None


def _family(sheet: _Sheet, client: Client, known: date, on: date) -> None:
    """Children who are certainly minors count; those without a birth date may be. None on record says nothing."""
    children = [member for member in client.family if member.relation is Relation.CHILD]
    ages = [age_range(child.born, on) for child in children if child.born is not None]
    certain = sum(high < ADULT for _, high in ages)
    possible = len(children) - sum(low >= ADULT for low, _ in ages)
    if certain:
        sheet.put("minor_children", certain, "family", known, upper=possible, is_derived=True)
    if any(low in SCHOOL_AGE and high in SCHOOL_AGE for low, high in ages):
        sheet.put("child_age_school", True, "family", on, is_derived=True)
    if any(high in PRESCHOOL_AGE for _, high in ages):
        sheet.put("child_age_preschool", True, "family", on, is_derived=True)


_JOBS: dict[str, tuple[str, ...]] = {
    "employed": ("employed",),
    "minijob": ("employed",),
    "training": ("in_vocational_training",),
    "self_employed": ("self_employed",),
}


def _employment(sheet: _Sheet, case: Case, on: date) -> None:
    """What goes on today is a yes. A no needs an entry that says so: "unemployed"."""
    present = [
        job
        for job in case.employment
        if (job.since is None or job.since <= on) and (job.until is None or job.until >= on)
    ]
    for job in present:
        for field in _JOBS.get(job.kind, ()):
            sheet.put(field, True, "employment", job.since or case.opened)
    without = next((job for job in present if job.kind == "unemployed"), None)
    if without is not None:
        for field in ("employed", "self_employed", "in_vocational_training"):
            if field not in sheet.lines:
                sheet.put(field, False, "employment", without.since or case.opened)


def _qualifications(sheet: _Sheet, case: Case, known: date) -> None:
    kinds = {"vocational": "berufsausbildung", "university": "hochschule"}
    done = [q for q in case.qualifications if q.is_completed or (q.is_completed is None and q.finished)]
    abroad = [q for q in done if q.country and q.country != GERMANY]
    found = tuple(dict.fromkeys(kinds[q.kind] for q in abroad if q.kind in kinds))
    sheet.put("foreign_qualification", found, "qualifications", known)
    if any(q.country == GERMANY and q.kind in ("school", *kinds) for q in done):
        sheet.put("german_school_or_vocational_degree", True, "qualifications", known)
    if any(q.recognition == "applied" for q in case.qualifications):
        sheet.put("recognition_procedure", True, "qualifications", known)


def _origin(sheet: _Sheet, client: Client, case: Case, known: date, codes: Codes) -> None:
    nationalities = [codes.nationalities[n] for n in client.nationalities if n in codes.nationalities]
    if any(n.code not in _NO_STATE | {GERMANY} or n.code == _STATELESS for n in nationalities):
        sheet.put("migration_background", True, "nationality", known)
    regions = {_region(n) for n in nationalities}
    if len(regions) == 1:
        sheet.put("origin_region", regions.pop(), "nationality", known)
    title = case.residence[0] if case.residence else None
    if title is not None and title.status in HAVE_FLED:
        sheet.put("refugee_background", True, "residence", title.on or title.issued or known)


def _region(nationality: Nationality) -> str | None:
    """Return the region of origin, None where it is disputed or the nationality says nothing of it."""
    by_state = (name for name, states in _REGIONS.items() if nationality.iso in states)
    return next(by_state, None) or _CONTINENTS.get(nationality.continent)
