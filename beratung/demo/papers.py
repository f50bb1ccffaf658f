# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes the cases of people who do not exist: papers, German, work, answers to questions."""

from datetime import date, timedelta

from beratung.demo.chance import Chance
from beratung.demo.origins import Origin, Paper
from beratung.domain.cases import (
    Case,
    CloseReason,
    Closing,
    Employment,
    Fact,
    FactValue,
    GermanLevel,
    GermanSkill,
    Programme,
    Qualification,
    ResidenceTitle,
)
from beratung.domain.people import Client

MONTH = 30
_UKRAINE_UNTIL = date(2027, 3, 4)
_NOTES = ("Erwerbstätigkeit erlaubt", "Beschäftigung nur mit Erlaubnis", "Erwerbstätigkeit nicht erlaubt",
          "Wohnsitznahme in Sachsen-Anhalt", "")  # fmt: skip
_ASYL = ("gestattung", "duldung", "folgeantrag")
_PROFESSIONS = (
    ("vocational", "Köchin / Koch"), ("vocational", "Elektriker/in"), ("vocational", "Näher/in"),
    ("vocational", "Pflegehelfer/in"), ("university", "Ingenieurwesen"), ("university", "Lehramt"),
    ("university", "Wirtschaft"), ("university", "Krankenpflege"), ("university", "Informatik"),
    ("school", "Schulabschluss nach 9 Jahren"), ("school", "Schulabschluss nach 12 Jahren"), ("other", "Schule abgebrochen"),
)  # fmt: skip
_JOBS = (
    "Lagerhilfe",
    "Reinigung",
    "Küchenhilfe",
    "Pflegehilfe",
    "Produktion",
    "Paketzustellung",
    "Softwareentwicklung",
)


def _title(chance: Chance, paper: Paper, previous: str | None, entry: date, on: date) -> ResidenceTitle:
    """Return a title that is valid on a day, or ran out a little while ago."""
    seen = chance.day(on - timedelta(days=200), on) if chance.happens(70) else None
    source = chance.one(("eAT", "Bescheid", "Ausweis", "client")) if seen is not None else ""
    if paper.months == 0:
        issued = chance.day(max(entry, on - timedelta(days=365 * paper.years_back)), on - timedelta(days=30))
        unlimited = not paper.status.startswith("eu_")
        return ResidenceTitle(
            status=paper.status,
            issued=min(max(issued, entry), on),
            is_unlimited=unlimited,
            source=source,
            on=seen,
        )
    lasts = paper.months * MONTH
    age = chance.between(0, lasts + 12)
    issued = min(max(on - timedelta(days=age), entry), on)
    until = issued + timedelta(days=lasts)
    if paper.status == "ae_24":
        until = _UKRAINE_UNTIL if on < _UKRAINE_UNTIL else until
    is_first = chance.weighted((True, False, None), (45, 35, 20))
    return ResidenceTitle(
        status=paper.status,
        issued=issued if chance.happens(88) else None,
        until=until if chance.happens(95) else None,
        held_since=max(entry, issued - timedelta(days=chance.between(0, 1500)))
        if is_first is False
        else None,
        first_issue=is_first,
        previous_status=previous,
        note=chance.one(_NOTES) if chance.happens(60) else "",
        source=source,
        on=seen,
    )


def residence(chance: Chance, origin: Origin, entry: date, on: date) -> tuple[ResidenceTitle, ...]:
    """Return the titles of a person, the one that applies first."""
    if chance.happens(3):
        return ()
    paper = chance.weighted(origin.papers, [entry.weight for entry in origin.papers])
    previous = "ae_25_2_sub" if paper.status == "fiktion_81_4" else None
    current = _title(chance, paper, previous, entry, on)
    if (
        current.issued is not None
        and chance.happens(25)
        and paper.months
        and not paper.status.startswith(_ASYL)
    ):
        before = "gestattung" if paper.status.startswith("ae_25") else "visum_national"
        until = current.issued
        begun = max(entry, until - timedelta(days=chance.between(90, 700)))
        return (current, ResidenceTitle(status=before, issued=begun, until=until))
    return (current,)


def german(chance: Chance, nationality: str, entry: date, on: date) -> tuple[GermanLevel, ...]:
    """Return the levels of German that somebody has reached since he came."""
    if nationality == "000" or chance.happens(8):
        return ()
    years = (on - entry).days // 365
    reachable = ("A0", "A1", "A1", "A2", "A2", "B1", "B1", "B2", "B2", "C1")[: 3 + min(years, 7)]
    level = chance.one(reachable)
    source = chance.one(("certificate", "test", "self_estimate"))
    day = chance.day(max(entry, on - timedelta(days=500)), on)
    found = [GermanLevel(skill=GermanSkill.OVERALL, level=level, source=source, on=day)]
    if chance.happens(20):
        found.append(GermanLevel(skill=GermanSkill.SPEAKING, level=level, source="self_estimate", on=day))
    return tuple(found)


def qualifications(chance: Chance, nationality: str, year: int) -> tuple[Qualification, ...]:
    """Return what somebody learnt before."""
    if chance.happens(35):
        return ()
    kind, title = chance.one(_PROFESSIONS)
    return (
        Qualification(
            kind=kind,
            title=title,
            country=nationality if nationality not in ("997", "998") else "",
            finished=year - chance.between(2, 20),
            is_completed=kind != "other",
            recognition=chance.one(("", "none", "applied", "partial", "full")) if kind != "school" else "",
        ),
    )


def employment(chance: Chance, status: str, entry: date, on: date) -> tuple[Employment, ...]:
    """Return the job that somebody has, if any."""
    share = 60 if status.startswith(("eu_", "blaue", "ae_18")) else 24
    if not chance.happens(share):
        return ()
    since = chance.day(max(entry, on - timedelta(days=900)), on)
    kind = chance.weighted(("employed", "minijob", "training", "self_employed"), (60, 24, 12, 4))
    hours = {"employed": 40.0, "minijob": 10.0, "training": 38.5, "self_employed": 30.0}[kind]
    return (Employment(kind=kind, title=chance.one(_JOBS), since=since, hours_per_week=hours),)


def facts(chance: Chance, case: Case, client: Client, on: date) -> dict[str, Fact]:
    """Return some answers that were asked for already; most are still open, as in real life."""
    works = bool(case.employment)
    asked = chance.day(case.opened, on)
    status = case.residence[0].status if case.residence else ""
    benefit = "AsylbLG" if status.startswith(_ASYL) else "SGB_II"
    if works and chance.happens(60):
        benefit = "keine"
    answers: dict[str, FactValue] = {
        "employed": works,
        "in_school": chance.happens(6),
        "in_vocational_training": any(job.kind == "training" for job in case.employment),
        "registered_with_agency": chance.happens(45),
        "benefit_system": benefit,
        "migration_background": True,
        "permanent_stay_expected": not status.startswith(("gestattung", "visum")),
    }
    if not client.family:
        answers["minor_children"] = 0
    return {
        field: Fact(value=value, source="client", on=asked)
        for field, value in answers.items()
        if chance.happens(55)
    }


def programme(client: Client, status: str, on: date) -> Programme:
    """Return who counsels: JMD below 27, gBB during the procedure, MBE else."""
    if client.born is not None and on.year - client.born.on.year < 27:
        return Programme.JMD
    return Programme.GBB if status.startswith(_ASYL) else Programme.MBE


def closing(chance: Chance, last: date, on: date) -> Closing:
    """Return when and why a case was closed after its last consultation."""
    reasons = tuple(CloseReason)
    reason = chance.weighted(reasons, (34, 20, 16, 18, 6, 3, 1, 2))
    return Closing(on=chance.day(last, min(on, last + timedelta(days=120))), reason=reason)
