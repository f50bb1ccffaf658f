# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Hands a report out: writes its files and enters it into the ledger, both or neither."""

import errno
import json
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from beratung.domain.errors import N_, Msgid, RecordConflict
from beratung.domain.reading import SHORT, TooLong
from beratung.domain.releases import LEDGER, LedgerEntry, PlannedTable, YearProgramme
from beratung.domain.report_definitions import ReportDefinition
from beratung.domain.statistics_views import CellState, LedgerLine, ProtectedReport, Released, ReleasedFile
from beratung.domain.work import Action, Clock, Records, Work
from beratung.reports import programme
from beratung.reports.errors import FolderNeeded, PeriodNotOver, RecipientMissing
from beratung.reports.export.content import Imprint, file_stem
from beratung.reports.export.writing import WRITERS
from beratung.reports.joining import with_same_people
from beratung.reports.ledger import (
    Ledger,
    Paper,
    append,
    months_until,
    packed,
    read_ledger,
    read_paper,
)
from beratung.reports.making import Made, fingerprint
from beratung.reports.periods import Period
from beratung.reports.protection.checking import check as check_proof
from beratung.reports.protection.document import RULES
from beratung.reports.wording import period_words

KEPT = (*RULES, "tables")
STAGED = ".bericht-"
"""Begins the name of a file that is not named yet."""
OLD = 3600.0
"""Seconds after which nobody writes on such a file any more."""
_REASONS = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EACCES: N_("you may not write there"),
    errno.EPERM: N_("you may not write there"),
    errno.EROFS: N_("you may not write there"),
    errno.ENOENT: N_("the folder does not exist"),
    errno.ENOTDIR: N_("the folder does not exist"),
    errno.EEXIST: N_("there is a file of this name"),
}


class Handing(msgspec.Struct, frozen=True):
    """To whom and where to a report goes, and who hands it out."""

    records: Records
    clock: Clock
    user: str
    house: str
    to_whom: str
    out: Path
    proof: Path | None
    details: Callable[[ReportDefinition, YearProgramme | None], tuple[PlannedTable, ...]]
    mark: Callable[[Work], str]
    """Counts anew: what is frozen must be what was counted."""


class Handed(msgspec.Struct, frozen=True):
    """What is handed out: the page, whether its numbers are new, and what the ledger keeps of it."""

    report: ProtectedReport
    output: dict[str, Any]
    made: Made | None
    repeats: LedgerEntry | None
    revises: int = 0


def check(when: Period, today: date, to_whom: str, folders: Sequence[Path]) -> None:
    """Refuse what cannot be released, before anything is reckoned.

    Raises:
        PeriodNotOver, RecipientMissing, TooLong, FolderNeeded: says what is missing.
    """
    if not when.is_over(today):
        raise PeriodNotOver(place=str(when))
    if not to_whom.strip():
        raise RecipientMissing(place="to_whom")
    if len(to_whom) > SHORT:
        raise TooLong(place="to_whom", limit=SHORT)
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
            _swept(folder)
        except OSError as fault:
            raise FolderNeeded(place=folder.name or "/", reason=_reason(fault)) from fault


def _swept(folder: Path) -> None:
    """Remove what a program that was killed left half-way: it was in no ledger when it was written."""
    for left in folder.glob(f"{STAGED}*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > OLD:
                left.unlink()


def enter(handing: Handing, own: ReportDefinition, when: Period, handed: Handed) -> Released:
    """Write the files out of sight, enter the release, and let the files appear.

    Raises:
        RecordConflict: somebody else released something meanwhile; the page must be made anew.
        NotProven: the proof does not hold; nothing was written.
    """
    with handing.records.work() as work, ExitStack() as undo:
        ledger = read_ledger(work)
        _check_newest(ledger, when, handed)
        if handed.made is not None and handing.mark(work) != handed.made.mark:
            raise RecordConflict
        number = ledger.head.count + 1
        report = msgspec.structs.replace(handed.report, is_released=True, is_stopped=False)
        imprint = Imprint(
            house=handing.house,
            made_on=handing.clock.today(),
            number=number if handed.repeats is None else handed.repeats.number,
            fingerprint=fingerprint(report),
        )
        stem = file_stem(report) + (f"_{N_REVISION}{number}" if handed.revises else "")
        staged = _staged(handing, stem, report, imprint, undo)
        whole = whole_output(work, ledger, when, handed)
        if handed.made is not None:
            check_proof(whole)  # nothing leaves on a proof that does not hold
        if handing.proof is not None:
            staged.append(_stage(handing.proof, f"{stem}_Nachweis.json", _as_json(whole), undo))
        entry = _entry(handing, own, when, handed, tuple(name.name for name, *_ in staged[: len(WRITERS)]))
        paper = None
        if handed.made is not None:
            paper = packed(_paper(handed.made, report, handed.revises))
        entry = append(work, ledger, entry, paper, months_until(when))
        _fix_programme(work, handing, own, when, entry.number)
        work.note(Action.EXPORTED, None, "report")
        work.commit()
        undo.pop_all()
    for target, temporary, _, _ in staged:
        temporary.replace(target)
    files = tuple(ReleasedFile(path=str(t), sha256=digest, size=size) for t, _, digest, size in staged)
    return Released(line=line_of(entry), report=report, files=files, is_repeated=handed.repeats is not None)


N_REVISION = "Berichtigung"


def line_of(entry: LedgerEntry) -> LedgerLine:
    """An entry as it is listed."""
    return LedgerLine(
        id=entry.id,
        number=entry.number,
        at=entry.at,
        by=entry.by,
        definition=entry.definition,
        title=entry.title,
        period=entry.period,
        period_label=period_words(Period.read(entry.period)),
        to_whom=entry.to_whom,
        is_revision=entry.is_revision,
        cells=entry.cells,
        hidden=entry.hidden,
        files=entry.files,
        fingerprint=entry.hash,
    )


def is_revision_of(entry: LedgerEntry, when: Period) -> bool:
    """Whether a release corrected numbers of any month of a period."""
    return entry.is_revision and bool(set(Period.read(entry.period).months) & set(when.months))


def page_in(paper: Paper) -> ProtectedReport:
    """The page of a release as it left the house."""
    return msgspec.convert(_as_now(paper.about["page"]), ProtectedReport)


def _as_now(page: Mapping[str, Any]) -> dict[str, Any]:
    """A page of an earlier version, which told small cells from those hidden beside them."""
    if "hidden" in page:
        return dict(page)

    def cell(own: Mapping[str, Any]) -> dict[str, Any]:
        is_told = own["state"] in {"small", "beside"}
        return {**own, "state": CellState.HIDDEN.value} if is_told else dict(own)

    tables = [
        {**table, "rows": [{**row, "cells": [*map(cell, row["cells"])]} for row in table["rows"]]}
        for table in page["tables"]
    ]
    hidden = page["hidden_small"] + page["hidden_beside"]
    least = page["hidden_small"] + page["least_beside"]
    return {**page, "tables": tables, "hidden": hidden, "least_hidden": least}


def slim(output: Mapping[str, Any]) -> dict[str, Any]:
    """Of an output what later releases must know: its tables, its rules, and what it promised of hidden cells."""
    found = {name: output[name] for name in KEPT if name in output}
    return found | {"certificate": {"hidden": output["certificate"]["hidden"]}}


def whole_output(work: Work, ledger: Ledger, when: Period, handed: Handed) -> dict[str, Any]:
    """The output of a release together with all that it was protected with, as ``protect check`` reads it."""
    numbers = handed.report.earlier
    others = [read_paper(work, ledger.entry(number)).output for number in numbers]
    return with_released(handed.output, others)


def with_released(output: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """An output with the tables of earlier ones in the place where it had them."""
    released = [{name: other[name] for name in KEPT if name in other} for other in others]
    return {**output, "released": with_same_people(output["tables"], released)}


def _check_newest(ledger: Ledger, when: Period, handed: Handed) -> None:
    """A page that was made with another ledger than the one that is there now is not entered."""
    if handed.made is None:
        return
    known = tuple(entry.number for entry in ledger.of_year(when.year))
    if known != handed.report.earlier:
        raise RecordConflict


def _staged(
    handing: Handing, stem: str, report: ProtectedReport, imprint: Imprint, undo: ExitStack
) -> list[tuple[Path, Path, str, int]]:
    return [
        _stage(handing.out, f"{stem}.{ending}", write(report, imprint), undo)
        for ending, write in WRITERS.items()
    ]


def _stage(folder: Path, name: str, content: bytes, undo: ExitStack) -> tuple[Path, Path, str, int]:
    """Write a file beside its place, to be named when everything else is done."""
    import hashlib

    try:
        handle, temporary = tempfile.mkstemp(prefix=STAGED, suffix=".part", dir=folder)
        path = Path(temporary)
        undo.callback(path.unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise FolderNeeded(place=folder.name or "/", reason=_reason(fault)) from fault
    return folder / name, path, hashlib.sha256(content).hexdigest(), len(content)


def _paper(made: Made, report: ProtectedReport, revises: int) -> Paper:
    """What the ledger keeps. The salt keeps the hash from telling whether somebody guessed the true numbers."""
    output = {name: value for name, value in made.output.items() if name != "released"}
    given = {name: value for name, value in made.given.items() if name != "released"}
    page = msgspec.to_builtins(msgspec.structs.replace(report, merges=()))
    return Paper(given, output, {"page": page, "revises": revises, "salt": secrets.token_hex(16)})


def _entry(
    handing: Handing, own: ReportDefinition, when: Period, handed: Handed, files: tuple[str, ...]
) -> LedgerEntry:
    report, repeats = handed.report, handed.repeats
    return LedgerEntry(
        id=uuid4(),
        subject=LEDGER,
        number=0,
        at=handing.clock.now(),
        by=handing.user,
        definition=own.id,
        title=report.title,
        period=str(when),
        year=when.year,
        to_whom=handing.to_whom.strip(),
        is_revision=bool(handed.revises) if repeats is None else repeats.is_revision,
        repeats=repeats.number if repeats is not None else 0,
        cells=report.cells,
        hidden=report.hidden,
        files=files,
        paper=repeats.paper if repeats is not None else LEDGER,
        paper_hash=repeats.paper_hash if repeats is not None else "",
        previous="",
    )


def _fix_programme(work: Work, handing: Handing, own: ReportDefinition, when: Period, number: int) -> None:
    """The first release of a year fixes its programme; a report that it did not know joins it."""
    found = programme.stored(work, when.year)
    planned = handing.details(own, found)
    if found is not None and found.fixed_by:
        known = {(line.definition, line.table) for line in found.tables}
        planned = tuple(
            line for line in planned if line.definition == own.id and (own.id, line.table) not in known
        )
        if planned:
            work.put(msgspec.structs.replace(found, tables=(*found.tables, *planned)))
        return
    new = found or YearProgramme(id=programme.new_id(), subject=LEDGER, year=when.year)
    work.put(msgspec.structs.replace(new, tables=planned, fixed_by=number))


def _as_json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _reason(fault: OSError) -> str:
    """What stood in the way, in words of ours where we have some."""
    known = _REASONS.get(fault.errno or 0)
    return Msgid(known) if known else fault.strerror or type(fault).__name__
