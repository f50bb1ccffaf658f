# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Releases: files and ledger, both or neither; what left the house stays as it was; what would leak is refused."""

import errno
import json
import os
import random
from datetime import date
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from beratung.domain.base import Domain
from beratung.domain.errors import RecordConflict
from beratung.domain.releases import LEDGER, LedgerEntry, LedgerHead, LedgerPaper, PlannedTable
from beratung.domain.report_definitions import Measure, narrowed
from beratung.domain.statistics_views import CellState, Detail
from beratung.domain.work import Action
from beratung.reports import errors
from beratung.reports.freezing import frozen_months
from beratung.reports.ledger import append, read_ledger
from beratung.reports.making import filter_words
from beratung.reports.protection.checking import NotProven, check
from tests.fakes.records import FakeWork
from tests.reports.facts_made import Row, some_facts
from tests.reports.house import House, Shelf, report, table

PAGE = report(
    "a",
    table("p", Measure.PERSONS, "district", "gender"),
    table("c", Measure.CONSULTATIONS, "district", "channel"),
)
OTHER = report("b", table("n", Measure.CONSULTATIONS, "nation", "gender"))


def house(seed: int = 3, people: int = 300, facts: int = 1200) -> House:
    return House(Shelf(some_facts(random.Random(seed), people, facts), PAGE, OTHER))


def give(found: House, name: str, period: str, out: Path) -> int:
    return found.reports.release(name, period, to_whom="Land", out=out).line.number


def test_a_release_writes_every_file_and_a_line_in_the_ledger(tmp_path: Path) -> None:
    found = house()
    done = found.reports.release("a", "2026-Q1", to_whom=" Land ", out=tmp_path / "neu")
    assert sorted(p.name for p in (tmp_path / "neu").iterdir()) == [
        f"a_2026-Q1.{ending}" for ending in ("csv", "json", "ods", "pdf", "xlsx")
    ]
    assert [line.number for line in found.reports.ledger()] == [1] == [done.line.number]
    line = found.reports.ledger()[0]
    assert (line.to_whom, line.by, line.period, line.definition) == ("Land", "leitung", "2026-Q1", "a")
    assert all((tmp_path / "neu" / Path(f.path).name).stat().st_size == f.size for f in done.files)
    assert [(n.action, n.what) for n in found.records.notes] == [(Action.EXPORTED, "report")]


def test_the_months_up_to_the_end_of_the_period_are_frozen(tmp_path: Path) -> None:
    found = house()
    give(found, "a", "2026-Q2", tmp_path)
    with found.records.work() as work:
        assert frozen_months(work) == {f"2026-0{month}" for month in range(1, 7)}
    infos = {info.code: info for info in found.reports.periods("a")}
    assert infos["2026-Q1"].is_frozen
    assert infos["2026"].is_frozen
    assert not infos["2026-Q3"].is_frozen


def test_what_was_released_is_handed_out_again_with_the_same_bytes(tmp_path: Path) -> None:
    found = house()
    first = found.reports.release("a", "2026-Q1", to_whom="Land", out=tmp_path / "1")
    found.shelf.rows = []  # whatever happens to the facts
    shown = found.reports.preview("a", "2026-Q1")
    assert shown.is_released
    assert shown.tables == first.report.tables
    again = found.opened().release("a", "2026-Q1", to_whom="Träger", out=tmp_path / "2")
    assert again.is_repeated
    assert again.line.number == 2
    assert [f.sha256 for f in again.files] == [f.sha256 for f in first.files]
    assert found.reports.audit_ledger().is_sound


def test_quarters_and_year_are_protected_together_and_audited(tmp_path: Path) -> None:
    found = house()
    for quarter in range(1, 5):
        give(found, "a", f"2026-Q{quarter}", tmp_path)
    done = found.reports.release("a", "2026", to_whom="Land", out=tmp_path, proof=tmp_path / "haus")
    assert done.report.earlier == (1, 2, 3, 4)
    assert done.report.hidden
    proof = json.loads((tmp_path / "haus" / "a_2026_Nachweis.json").read_text())
    assert len(proof["released"]) == 4
    assert check(proof).hidden >= done.report.hidden
    stored, anew = found.reports.audit_ledger(), found.reports.audit_ledger(anew=True)
    assert stored.is_sound
    assert anew.is_sound
    assert [step.number for step in anew.steps] == [1, 2, 3, 4, 5]


def test_a_proof_that_leaves_out_a_release_is_found(tmp_path: Path) -> None:
    found = house()
    give(found, "a", "2026-Q1", tmp_path)
    found.reports.release("a", "2026-Q2", to_whom="Land", out=tmp_path, proof=tmp_path / "haus")
    proof = json.loads((tmp_path / "haus" / "a_2026-Q2_Nachweis.json").read_text())
    proof["released"] = []
    with pytest.raises(NotProven):
        check(proof)


def quarter_rows(counts: dict[tuple[int, str], int]) -> list[Row]:
    """So many people of a gender who come in one quarter only."""
    rows: list[Row] = []
    for (quarter, gender), count in counts.items():
        rows += [
            {
                "month": f"2026-{quarter * 3:02d}", "person": str(len(rows) + n + 1), "kind": "consultation",
                "gender": gender, "nationality": "475", "district": "15001", "channel": "personal",
            }
            for n in range(count)
        ]  # fmt: skip
    return rows


def test_a_leak_names_the_release_it_would_leak_with(tmp_path: Path) -> None:
    """Two new people in the last quarter: with three quarters public, the year's total would show them."""
    rows = quarter_rows({(q, g): 10 for q in (1, 2, 3) for g in "fm"} | {(4, "f"): 2})
    page = report("neu", table("n", Measure.NEW_PERSONS, "gender"))
    found = House(Shelf(rows, page, OTHER))
    give(found, "b", "2026-Q1", tmp_path)
    for quarter in (1, 2, 3, 4):
        give(found, "neu", f"2026-Q{quarter}", tmp_path)
    before = sorted(p.name for p in tmp_path.iterdir())
    with pytest.raises(errors.LeaksTogether) as refused:
        give(found, "neu", "2026", tmp_path)
    assert refused.value.details["number"] == 5
    assert refused.value.details["period"] == "4. Quartal 2026"
    assert refused.value.details["new_period"] == "Jahr 2026"
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    assert len(found.reports.ledger()) == 5
    assert found.reports.audit_ledger(anew=True).is_sound


def test_what_is_left_of_a_year_is_protected_too(tmp_path: Path) -> None:
    """Three quarters are public and the fourth is not: the year minus the three would show its two people."""
    rows = quarter_rows({(q, g): 10 for q in (1, 2, 3) for g in "fm"} | {(4, "f"): 2, (4, "m"): 30})
    found = House(Shelf(rows, report("neu", table("n", Measure.CONSULTATIONS, "gender"))))
    alone = found.reports.preview("neu", "2026")
    assert not alone.hidden_share
    for quarter in (1, 2, 3):
        give(found, "neu", f"2026-Q{quarter}", tmp_path)
    year = found.reports.release("neu", "2026", to_whom="Land", out=tmp_path).report
    shown = {row.head[0].code: row.cells[0].value for row in year.tables[0].rows}
    assert shown["f"] is None
    assert shown[""] == 92
    last = found.reports.release("neu", "2026-Q4", to_whom="Land", out=tmp_path).report
    assert last.tables[0].rows[0].cells[0].is_hidden
    assert found.reports.audit_ledger(anew=True).is_sound


def test_what_is_too_fine_by_itself_says_what_to_merge(tmp_path: Path) -> None:
    found = House(
        Shelf(quarter_rows({(1, "f"): 1, (1, "m"): 2}), report("neu", table("n", Measure.PERSONS, "gender")))
    )
    with pytest.raises(errors.TooFine) as refused:
        give(found, "neu", "2026-Q1", tmp_path / "out")
    assert "Gender" in str(refused.value.details["merge"])
    (proposal,) = refused.value.merges
    assert (proposal.grouping, len(proposal.categories)) == ("gender", 2)
    assert not list((tmp_path / "out").iterdir())
    assert not found.reports.ledger()


def test_what_is_not_over_or_goes_to_nobody_is_refused(tmp_path: Path) -> None:
    found = House(Shelf(some_facts(random.Random(3), 300, 1200), PAGE), date(2026, 9, 30))
    with pytest.raises(errors.PeriodNotOver):
        give(found, "a", "2026-Q3", tmp_path)
    found.clock.day = date(2026, 10, 1)
    with pytest.raises(errors.RecipientMissing):
        found.reports.release("a", "2026-Q3", to_whom="  ", out=tmp_path)
    blocked = tmp_path / "datei"
    blocked.write_text("x")
    with pytest.raises(errors.FolderNeeded):
        give(found, "a", "2026-Q3", blocked)
    found.shelf.known["c"] = msgspec.structs.replace(PAGE, id="c", periods=())
    with pytest.raises(errors.PeriodNotOffered):
        found.reports.preview("c", "2026")
    assert not found.reports.ledger()


def test_nobody_without_statistics_sees_anything(tmp_path: Path) -> None:
    found = House(Shelf([], PAGE), date(2027, 1, 1), Domain.IDENTITY)
    for job in (
        lambda: found.reports.preview("a", "2026"),
        lambda: give(found, "a", "2026", tmp_path),
        found.reports.ledger,
        found.reports.audit_ledger,
        lambda: found.reports.programme(2026),
    ):
        with pytest.raises(errors.NoStatistics):
            job()


def test_single_people_are_never_listed() -> None:
    with pytest.raises(errors.NoMicrodata):
        house().reports.microdata()


def test_facts_that_change_while_a_page_is_made_make_it_anew(tmp_path: Path) -> None:
    found = house()
    calls: list[int] = []
    plain = found.shelf.facts

    def facts(*args: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == 2:  # between counting and entering
            found.shelf.rows.append({**found.shelf.rows[0], "person": "77", "month": "2026-01"})
        return plain(*args, **named)  # type: ignore[arg-type]

    found.shelf.facts = facts  # type: ignore[method-assign,assignment]
    done = found.reports.release("a", "2026-Q1", to_whom="Land", out=tmp_path)
    total = done.report.tables[0].rows[-1].cells[-1].value
    found.shelf.facts = plain  # type: ignore[method-assign]
    fresh = House(found.shelf).reports.preview("a", "2026-Q1").tables[0].rows[-1].cells[-1].value
    assert total == fresh


def test_two_releases_at_once_do_not_take_one_number(tmp_path: Path) -> None:
    found = house()
    with found.records.work() as work:
        ledger = read_ledger(work)
        give(found, "a", "2026-Q1", tmp_path)
        entry = found.records.stored[
            next(i for i, r in found.records.stored.items() if isinstance(r, LedgerEntry))
        ]
        assert isinstance(entry, LedgerEntry)
        with pytest.raises(RecordConflict):
            append(work, ledger, msgspec.structs.replace(entry, id=uuid4(), version=0), b"x", ())


@pytest.mark.parametrize(
    "what", ["to_whom", "number", "gone", "head", "paper", "added", "no head", "not frozen"]
)
def test_an_altered_ledger_is_refused_and_says_where(tmp_path: Path, what: str) -> None:
    found = house()
    for quarter in (1, 2, 3):
        give(found, "a", f"2026-Q{quarter}", tmp_path)
    stored = found.records.stored
    entries = {r.number: r for r in stored.values() if isinstance(r, LedgerEntry)}
    where = 2
    if what == "to_whom":
        stored[entries[2].id] = msgspec.structs.replace(entries[2], to_whom="Jemand")
    elif what == "number":
        stored[entries[2].id] = msgspec.structs.replace(entries[2], number=3)
    elif what == "gone":
        del stored[entries[2].id]
    elif what == "added":
        copy = msgspec.structs.replace(entries[3], id=uuid4(), number=4)
        stored[copy.id] = copy
        where = 4
    elif what == "head":
        head = stored[LEDGER]
        assert isinstance(head, LedgerHead)
        stored[LEDGER] = msgspec.structs.replace(head, count=2)
        where = 4
    elif what == "no head":
        del stored[LEDGER]
        where = 1
    elif what == "not frozen":
        head = stored[LEDGER]
        assert isinstance(head, LedgerHead)
        stored[LEDGER] = msgspec.structs.replace(head, frozen=head.frozen[:-3])
        where = 3
    else:
        paper = stored[entries[2].paper]
        assert isinstance(paper, LedgerPaper)
        stored[paper.id] = msgspec.structs.replace(paper, body=paper.body + b"x")
    with pytest.raises(errors.LedgerAltered) as refused:
        found.reports.audit_ledger()
    assert refused.value.details["number"] == where
    with pytest.raises(errors.LedgerAltered):
        give(found, "a", "2026-Q4", tmp_path)


def test_the_first_release_fixes_the_programme_of_its_year(tmp_path: Path) -> None:
    found = house()
    usual = {(line.definition, line.table): line for line in found.reports.programme(2026).lines}
    assert usual["a", "p"].within_year is Detail.MARGINS
    assert usual["a", "p"].year is Detail.FULL
    found.reports.set_programme(
        2026, [PlannedTable(definition="a", table="c", within_year=Detail.NONE, year=Detail.FULL)]
    )
    shown = found.reports.preview("a", "2026-Q1")
    assert [table.name for table in shown.tables] == ["p.district", "p.gender"]
    give(found, "a", "2026-Q1", tmp_path)
    fixed = found.reports.programme(2026)
    assert fixed.is_fixed
    assert fixed.fixed_by == 1
    with pytest.raises(errors.ProgrammeFixed):
        found.reports.set_programme(2026, [])
    assert not found.reports.programme(2027).is_fixed
    found.shelf.known["z"] = report("z", table("n", Measure.CONSULTATIONS, "channel"))
    give(found, "z", "2026-Q1", tmp_path)
    assert {line.definition for line in found.reports.programme(2026).lines} == {"a", "b", "z"}
    assert found.reports.programme(2026).fixed_by == 1


def test_a_table_that_is_not_in_the_programme_is_refused(tmp_path: Path) -> None:
    found = house()
    found.reports.set_programme(
        2026, [PlannedTable(definition="b", table="n", within_year=Detail.NONE, year=Detail.FULL)]
    )
    with pytest.raises(errors.NotInProgramme):
        give(found, "b", "2026-Q1", tmp_path)
    infos = {info.code: info.is_in_programme for info in found.reports.periods("b")}
    assert not infos["2026-Q1"]
    assert infos["2026"]
    give(found, "b", "2026", tmp_path)


def test_late_facts_are_counted_apart(tmp_path: Path) -> None:
    found = house()
    before = found.reports.release("a", "2026-Q1", to_whom="Land", out=tmp_path).report
    found.shelf.late = [{**found.shelf.rows[0], "person": "4711", "month": "2026-02"}]
    assert found.reports.preview("a", "2026-Q1").tables == before.tables
    year = found.reports.preview("a", "2026")
    assert year.late == 1
    assert any("nach dem Festhalten" in line for line in year.method.lines)
    assert not any("1 Eintr" in line for line in year.method.lines)


def test_a_report_of_ones_own_says_of_which_people_it_tells(tmp_path: Path) -> None:
    found = house()
    own = narrowed(found.shelf.known["a"], {"nation": "166"}, name="teil", title="Teil")
    found.shelf.known["teil"] = own
    part = found.reports.release("teil", "2026", to_whom="Land", out=tmp_path).report
    assert part.method.lines[0] == "Ausschnitt: Nation: 166."
    everybody, women = table("x", Measure.PERSONS, "nation"), table("y", Measure.PERSONS, "district")
    women = msgspec.structs.replace(women, filter={"gender": "f"})
    assert filter_words(report("b", everybody)) == ()
    assert filter_words(report("b", everybody, women)) == ("Tabelle y (Gender: F)",)


def test_a_look_at_a_part_is_protected_with_the_page() -> None:
    found = house()
    part = found.reports.drill("a", "2026", {"nation": "166"})
    assert part.filters
    assert part.hidden
    assert any("Ausschnitt: Nation: 166" in line for line in part.method.lines)
    with pytest.raises(errors.NoSuchTable):
        found.reports.drill("a", "2026", {"nation": "000"})
    with pytest.raises(errors.NoSuchTable):
        found.reports.drill("a", "2026", {"age": "1"})


def test_a_trend_shows_the_quarters_that_are_over() -> None:
    found = house()
    found.clock.day = date(2026, 10, 5)
    trend = found.reports.trend("a", "p.district", [2026])
    assert {len(line.points) for line in trend.lines} == {3}
    assert trend.lines[-1].category.label == "Insgesamt"
    with pytest.raises(errors.NoSuchTable):
        found.reports.trend("a", "nichts", [2026])


def test_rare_categories_are_proposed_for_merging_and_a_merged_report_is_kept() -> None:
    found = house(seed=5, people=60, facts=90)
    shown = found.reports.with_merges(found.reports.preview("a", "2026"))
    assert shown.merges
    best = shown.merges[0]
    assert best.hidden_after is not None
    assert best.hidden_after < best.hidden_before == shown.hidden_share
    info = found.reports.merge("a", best)
    merged = found.reports.preview(info.id, "2026")
    assert info.is_own
    assert merged.hidden_share == pytest.approx(best.hidden_after, abs=0.02)
    assert all(cell.state is not CellState.MERGED for table in merged.tables for cell in table.cells())


def test_a_save_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, out = house(), tmp_path / "out"

    def fail(self: FakeWork) -> None:
        raise RecordConflict

    with monkeypatch.context() as patch:
        patch.setattr(FakeWork, "commit", fail)
        with pytest.raises(RecordConflict):
            give(found, "a", "2026-Q1", out)
    assert not list(out.iterdir())
    assert not found.reports.ledger()
    assert give(found, "a", "2026-Q1", out) == 1


def test_a_full_disk_leaves_no_line_in_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, out = house(), tmp_path / "out"
    calls: list[int] = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("beratung.reports.release.os.fsync", full)
        with pytest.raises(errors.FolderNeeded) as refused:
            give(found, "a", "2026-Q1", out)
    assert refused.value.details["reason"] == "the disk is full"
    assert not list(out.iterdir())
    assert not found.reports.ledger()


def test_nothing_leaves_on_a_proof_that_does_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuted(_document: object) -> None:
        raise NotProven("certificate")

    monkeypatch.setattr("beratung.reports.release.check_proof", refuted)
    found = house()
    with pytest.raises(NotProven):
        give(found, "a", "2026-Q1", tmp_path / "aus")
    assert not list(tmp_path.rglob("*.csv"))
    assert found.reports.ledger() == ()


def test_what_a_killed_program_left_in_a_folder_goes(tmp_path: Path) -> None:
    """It lies there out of sight with numbers of which the ledger may not know."""
    old, new = tmp_path / ".bericht-old.part", tmp_path / ".bericht-new.part"
    for path in (old, new):
        path.write_bytes(b"numbers")
    os.utime(old, (1, 1))
    give(house(), "a", "2026-Q1", tmp_path)
    assert not old.exists()
    assert new.exists()
