# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The audit of the ledger finds what a clever hand changed, even with all hashes made anew, and leaks nobody saw."""

import hashlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from beratung.domain.releases import LEDGER, LedgerEntry, LedgerHead, LedgerPaper
from beratung.domain.report_definitions import Measure
from beratung.reports import auditing
from beratung.reports.ledger import Paper, hash_of, packed, read_ledger, read_paper
from beratung.reports.protection.document import protect
from beratung.reports.protection.reader import Reader
from beratung.solving import SolverFailed
from tests.reports.facts_made import some_facts
from tests.reports.house import House, Shelf, report, table

PAGE = report("a", table("p", Measure.PERSONS, "district", "gender"))


def house(out: Path) -> House:
    found = House(Shelf(some_facts(random.Random(3), 90, 400), PAGE))
    for period in ("2026-Q1", "2026-Q2", "2026"):
        found.reports.release("a", period, to_whom="Land", out=out)
    return found


def forged(found: House, number: int, change: Callable[[Paper], Paper]) -> None:
    """Change the paper of a release, and make every hash anew, as who holds the keys could."""
    with found.records.work() as work:
        entries = list(read_ledger(work).entries)
        body = packed(change(read_paper(work, entries[number - 1])))
    stored = found.records.stored
    paper = entries[number - 1].paper
    stored[paper] = LedgerPaper(id=paper, subject=LEDGER, version=1, body=body)
    last = ""
    for entry in entries:
        digest = hashlib.sha256(body).hexdigest() if entry.number == number else entry.paper_hash
        new = msgspec.structs.replace(entry, paper_hash=digest, previous=last)
        new = msgspec.structs.replace(new, hash=hash_of(new))
        stored[new.id], last = new, new.hash
    head = stored[LEDGER]
    assert isinstance(head, LedgerHead)
    stored[LEDGER] = msgspec.structs.replace(head, last=last)


def other_number(paper: Paper) -> Paper:
    table = paper.output["tables"][0]
    cell = next(cell for cell in table["cells"] if cell["count"])
    cell["count"] += 1
    return paper


def other_page(paper: Paper) -> Paper:
    row = paper.about["page"]["tables"][0]["rows"][0]
    row["cells"][0] |= {"text": "7777", "value": 7777}
    return paper


def fewer_earlier(paper: Paper) -> Paper:
    paper.about["page"]["earlier"] = []
    return paper


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (other_number, auditing.OTHER_PAGE),
        (other_page, auditing.OTHER_PAGE),
        (fewer_earlier, auditing.OTHERS),
    ],
)
def test_a_forged_paper_is_found(tmp_path: Path, change: Callable[[Paper], Paper], problem: str) -> None:
    found = house(tmp_path)
    assert found.reports.audit_ledger().is_sound
    forged(found, 3, change)
    audit = found.reports.audit_ledger()
    assert not audit.is_sound
    assert {step.number: step.problem for step in audit.steps}[3] == problem


def test_a_forged_witness_is_found(tmp_path: Path) -> None:
    found = house(tmp_path)

    def change(paper: Paper) -> Paper:
        paper.output["certificate"]["witnesses"][0][0] += 1
        return paper

    forged(found, 3, change)
    audit = found.reports.audit_ledger()
    assert {step.number: step.problem for step in audit.steps}[3] == auditing.UNPROVEN


def test_a_proof_that_counted_on_other_tables_is_found(tmp_path: Path) -> None:
    """An earlier release that was exchanged takes its proof away from every later one."""
    found = house(tmp_path)

    def change(paper: Paper) -> Paper:
        paper.output["tables"][0]["name"] = "anders"
        return paper

    forged(found, 1, change)
    problems = {step.number: step.problem for step in found.reports.audit_ledger().steps}
    assert problems[1]
    assert problems[3] == auditing.UNPROVEN


def single(within: dict[str, str], f: int, m: int) -> dict[str, Any]:
    cells = [{"key": {"gender": "f"}, "count": f}, {"key": {"gender": "m"}, "count": m}]
    return {"name": "t", "dimensions": ["gender"], "within": within, "cells": cells}


def test_releases_that_leak_together_are_found_anew() -> None:
    """Each is safe alone: three quarters, a fourth of two people that is hidden whole, and the year."""
    year = {"measure": "new_persons", "year": "2026"}
    quarters = [({**year, "quarter": str(n)}, 10, 10) for n in (1, 2, 3)] + [({**year, "quarter": "4"}, 2, 0)]
    alone = [
        protect({"threshold": 3, "zeros": "printed", "tables": [single(*one)]}).document
        for one in (*quarters, (year, 32, 30))
    ]
    assert auditing._leak(alone[:4], None) == ""
    assert auditing._leak(alone, None) != ""


def test_what_stays_undecided_is_never_taken_for_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undecided(_reader: Reader, _hidden: np.ndarray) -> None:
        raise SolverFailed("witness")

    found = house(tmp_path)
    monkeypatch.setattr(Reader, "attack", undecided)
    audit = found.reports.audit_ledger(anew=True)
    assert not audit.is_sound
    assert [step.problem for step in audit.steps] == ["", "", auditing.UNDECIDED]


def test_the_audit_can_be_stopped(tmp_path: Path) -> None:
    found = house(tmp_path)
    seen: list[tuple[int, int]] = []
    audit = found.reports.audit_ledger(
        anew=True, progress=lambda done, total: seen.append((done, total)), cancel=lambda: len(seen) == 2
    )
    assert not audit.is_whole
    assert len(audit.steps) == 2
    assert seen == [(1, 4), (2, 4)]


def test_entries_are_of_the_ledger_alone(tmp_path: Path) -> None:
    found = house(tmp_path)
    own = [r for r in found.records.stored.values() if isinstance(r, LedgerEntry | LedgerPaper | LedgerHead)]
    assert len(own) == 7
    assert {record.subject for record in own} == {LEDGER}
