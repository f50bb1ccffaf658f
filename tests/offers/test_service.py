# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The room's service, and the freshness of the rules."""

import subprocess
import sys
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

import beratung.offers
from beratung.domain.cases import Case, CloseReason, Closing, Consultation, Fact, ResidenceTitle
from beratung.domain.offers import OfferKind, OfferStatus, Verdict
from beratung.domain.people import Address, Birth, Client, Name, NameKind
from beratung.domain.work import Action
from beratung.offers import OfferService
from beratung.offers.codes import load_codes
from beratung.offers.errors import NoSuchOffer
from beratung.offers.freshness import check_freshness
from beratung.offers.rules import load_rules
from tests.fakes.records import FakeRecords, FixedClock
from tests.offers.small import a_book, a_field, a_rule, is_

TODAY = date(2026, 11, 22)


def _person(number: int, given: str, *, born: int, status: str | None, facts: dict[str, Fact] | None = None,
            closed: bool = False) -> tuple[Client, Case]:  # fmt: skip
    client = Client(
        id=UUID(int=number),
        subject=UUID(int=number),
        names=(Name(text=given, kind=NameKind.GIVEN),),
        born=Birth(on=date(born, 1, 1)),
        address=Address(municipality="15003000"),
    )
    case = Case(
        id=UUID(int=number + 100),
        subject=client.id,
        opened=date(2026, 1, 1),
        residence=() if status is None else (ResidenceTitle(status=status),),
        facts=facts or {},
        closing=Closing(on=TODAY, reason=CloseReason.MOVED) if closed else None,
    )
    return client, case


def _service(
    *people: tuple[Client, Case], notes: tuple[Consultation, ...] = ()
) -> tuple[OfferService, FakeRecords]:
    records = FakeRecords()
    with records.work() as work:
        for client, case in people:
            work.put(client)
            work.put(case)
        for note in notes:
            work.put(note)
        work.commit()
    return OfferService(records, FixedClock(TODAY)), records


OLD = _person(1, "Zeynep", born=1980, status="ae_25_2_fl")
OPEN = _person(2, "Amal", born=1985, status=None)
YOUNG = _person(3, "Farid", born=2010, status="ae_25_2_fl")
GONE = _person(4, "Lan", born=1980, status="ae_25_2_fl", closed=True)


class TestCatalogue:
    """What there is."""

    def test_all_offers_with_their_conditions(self) -> None:
        service, _ = _service()
        catalogue = service.catalogue()
        assert len(catalogue) == 77
        assert all(info.conditions for info in catalogue)
        assert service.offer("mbe").name.startswith("Migrationsberatung")
        assert service.fields()["german_level"].label == "Deutsch (Niveau)"
        assert service.law_as_of() == date(2026, 4, 29)
        assert any("§ 24" in change for change in service.later_changes())

    @pytest.mark.parametrize(
        ("name", "says"), [("mbee", "Did you mean mbe"), ("Amal Musterfrau", r"\?: .*offers list")]
    )
    def test_an_offer_that_does_not_exist(self, name: str, says: str) -> None:
        service, _ = _service()
        with pytest.raises(NoSuchOffer, match=says):
            service.offer(name)

    def test_who_must_report_people_without_status(self) -> None:
        service, _ = _service()
        authorities = {info.id for info in service.catalogue() if info.is_authority}
        assert {"asylblg", "jobcenter_sgb2", "einbuergerung", "wohnsitz_aufhebung"} <= authorities
        assert not {"mbe", "jmd", "psz", "schule", "anonymer_behandlungsschein", "frauenhaus"} & authorities
        at_risk = {code for code, info in load_codes().statuses.items() if info.has_reporting_risk}
        assert at_risk == {"ohne_papiere", "ausreisepflichtig_ohne_duldung"}

    def test_only_return_counselling_waits_to_be_asked_for(self) -> None:
        service, _ = _service()
        assert [info.id for info in service.catalogue() if info.is_on_request] == ["rueckkehrberatung"]
        assert [f.name for f in service.fields().values() if f.is_on_request] == ["wants_return_counselling"]

    def test_the_package_hands_out_the_service_and_nothing_else(self) -> None:
        assert beratung.offers.OfferService is OfferService
        with pytest.raises(AttributeError):
            _ = beratung.offers.nothing


class TestMatching:
    """For a record."""

    def test_all_offers_for_a_client(self) -> None:
        service, _ = _service()
        matching = service.match(*OLD, TODAY)
        assert len(matching.offers) == 77
        assert matching.law_as_of == date(2026, 4, 29)
        found = {m.offer: m for m in matching.offers}
        assert found["mbe"].verdict is Verdict.YES
        assert found["mbe"] == service.match_one("mbe", *OLD, TODAY)
        assert found["jobcenter_sgb2"].kind is OfferKind.CLAIM

    def test_topics_count(self) -> None:
        service, _ = _service()
        with_topic = service.match_one("schwangerschaftsberatung", *OLD, TODAY, ("schwangerschaft",))
        assert with_topic.verdict is Verdict.YES
        assert service.match_one("schwangerschaftsberatung", *OLD, TODAY).verdict is Verdict.UNKNOWN

    def test_return_counselling_is_never_asked_about(self) -> None:
        service, _ = _service()
        client, case = OPEN
        for _ in range(150):
            question = service.match(client, case, TODAY).next_question
            if question is None:
                break
            assert question.fact != "wants_return_counselling"
            case = replace(case, facts={**case.facts, question.fact: Fact(value=None, on=TODAY)})
        assert question is None


class TestWhoFits:
    """The other way round."""

    def test_open_cases_with_one_of_the_verdicts(self) -> None:
        service, records = _service(OLD, OPEN, YOUNG, GONE)
        fits = service.who_fits("mbe", (Verdict.YES, Verdict.UNKNOWN))
        assert [(fit.name, fit.match.verdict) for fit in fits] == [
            ("Zeynep", Verdict.YES),
            ("Amal", Verdict.UNKNOWN),
        ]
        assert fits[0].case == OLD[1].id
        assert [fit.name for fit in service.who_fits("mbe")] == ["Zeynep"]
        assert [fit.name for fit in service.who_fits("mbe", (Verdict.NO,))] == ["Farid"]
        assert [fit.name for fit in service.who_fits("mbe", on=date(2040, 1, 1))] == ["Farid", "Zeynep"]
        assert [(n.action, n.subject, n.what) for n in records.notes][:1] == [(Action.READ, None, "offer")]

    def test_topics_of_the_consultations_count(self) -> None:
        note = Consultation(
            id=UUID(int=7), subject=OLD[0].id, case=OLD[1].id, on=TODAY, topics=("schwangerschaft",)
        )
        anonymous = Consultation(id=UUID(int=8), subject=UUID(int=8), on=TODAY, topics=("schwangerschaft",))
        service, _ = _service(OLD, YOUNG, notes=(note, anonymous))
        assert [fit.name for fit in service.who_fits("schwangerschaftsberatung")] == ["Zeynep"]

    def test_progress_and_stopping(self) -> None:
        service, _ = _service(OLD, OPEN, YOUNG)
        seen: list[tuple[int, int]] = []
        service.who_fits("mbe", progress=lambda done, total: seen.append((done, total)))
        assert seen == [(1, 3), (2, 3), (3, 3)]
        assert service.who_fits("mbe", tuple(Verdict), cancelled=lambda: True) == ()

    def test_return_counselling_finds_only_who_asked_for_it(self) -> None:
        asked = _person(5, "Oleksandr", born=1980, status=None,
                        facts={"wants_return_counselling": Fact(value=True, on=TODAY)})  # fmt: skip
        service, _ = _service(OPEN, asked)
        assert [fit.name for fit in service.who_fits("rueckkehrberatung", tuple(Verdict))] == ["Oleksandr"]

    def test_an_offer_that_does_not_exist(self) -> None:
        service, _ = _service(OLD)
        with pytest.raises(NoSuchOffer):
            service.who_fits("nothing")


class TestFreshness:
    """Rules that need a second look."""

    def test_the_product_s_rules(self) -> None:
        service, _ = _service()
        findings = service.check(TODAY)
        by_offer = {finding.where for finding in findings}
        assert "law" in by_offer
        assert {f.where for f in findings if f.what.startswith("No source")} == {
            info.id for info in service.catalogue() if not info.source
        }
        assert not [f for f in findings if "last review" in f.what]
        later = service.check(date(2027, 11, 22))
        assert len([f for f in later if "last review" in f.what]) == 74
        assert [f.where for f in later if "valid until" in f.what] == ["anerk_zuschuss"]
        assert len(service.check(date(2027, 11, 22), months=24)) < len(later)

    def test_each_fault_by_itself(self) -> None:
        fine: dict[str, Any] = {"source": "x", "source_date": "2026", "reviewed_on": date(2026, 11, 1)}
        rules = [
            a_rule("fine", is_("a"), **fine),
            a_rule("no_source", is_("a"), **fine | {"source": ""}),
            a_rule("no_date", is_("a"), **fine | {"source_date": ""}),
            a_rule("recall", is_("a"), **fine | {"verified": "recall"}),
            a_rule("never", is_("a"), **fine | {"reviewed_on": None}),
            a_rule("due", is_("a"), **fine | {"reviewed_on": date(2026, 5, 21)}),
            a_rule("unproven", is_("a"), **fine | {"status": OfferStatus.UNGEPRUEFT}),
            a_rule("suspended", is_("a"), **fine | {"status": OfferStatus.AUSGESETZT, "valid_until": TODAY}),
            a_rule("ended", is_("a"), **fine | {"valid_until": date(2026, 11, 21)}),
        ]
        book = replace(a_book(rules, [a_field("a")]), law_as_of=date(2026, 11, 1), later_changes=())
        findings = check_freshness(book, TODAY)
        assert [f.where for f in findings] == [rule.info.id for rule in rules if rule.info.id != "fine"]
        assert len({f.what for f in findings}) == len(findings)
        for finding in findings:
            assert finding.what % finding.details
        old = replace(book, rules=(), law_as_of=date(2026, 5, 21), later_changes=("x",))
        assert [f.details for f in check_freshness(old, TODAY)] == [
            {"months": 6, "day": "2026-05-21"},
            {"change": "x"},
        ]

    def test_every_rule_that_was_compared_has_the_day(self) -> None:
        assert {r.info.reviewed_on for r in load_rules().rules} == {None, date(2026, 11, 21)}


def test_matching_needs_neither_store_nor_vault_nor_qt() -> None:
    code = (
        "import sys; from datetime import date; from beratung.offers import Matcher\n"
        "Matcher().match_facts({'age': 34}, date(2026, 11, 22))\n"
        "heavy = {'sqlalchemy', 'sqlcipher3', 'cryptography', 'PySide6', 'reportlab', 'psycopg'}\n"
        "own = {'beratung.store', 'beratung.vault', 'beratung.centre'}\n"
        "names = {n.split('.')[0] for n in sys.modules}\n"
        "print(sorted((heavy & names) | (own & set(sys.modules))))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
