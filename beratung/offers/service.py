# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of offers, matching for a client, and the other way round: whom an offer fits."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from uuid import UUID

from beratung.domain.cases import Case, Consultation
from beratung.domain.codes import Codes
from beratung.domain.facts import derive_facts, recent_topics
from beratung.domain.offers import FieldInfo, Fit, Matching, OfferInfo, OfferMatch, Verdict
from beratung.domain.people import Client
from beratung.domain.reading import sound_key
from beratung.domain.views import Finding
from beratung.domain.work import Action, Clock, Records, Work
from beratung.offers.codes import load_codes
from beratung.offers.engine import Engine
from beratung.offers.errors import MisspeltOffer, NoSuchOffer
from beratung.offers.freshness import check_freshness
from beratung.offers.handed import HandedFacts
from beratung.offers.rules import load_rules

_BY_VERDICT = {Verdict.YES: 0, Verdict.UNKNOWN: 1, Verdict.NO: 2}


@lru_cache
def load_engine() -> Engine:
    """Return the engine over the product's rules; made once."""
    return Engine(load_rules())


class Matcher:
    """What matching can do without a centre."""

    def __init__(self) -> None:
        self._alone: dict[str, Engine] = {}

    @property
    def codes(self) -> Codes:
        """The code lists."""
        return load_codes()

    def catalogue(self) -> tuple[OfferInfo, ...]:
        """Return all offers, grouped as the rules are."""
        return load_engine().catalogue

    def offer(self, offer: str) -> OfferInfo:
        """Return one offer.

        Raises:
            NoSuchOffer: naming the nearest one, if there is one.
        """
        known = {info.id: info for info in self.catalogue()}
        if offer in known:
            return known[offer]
        near = get_close_matches(offer.casefold(), known, n=1, cutoff=0.6)
        place = sound_key(offer)
        raise MisspeltOffer(place=place, near=near[0]) if near else NoSuchOffer(place=place)

    def fields(self) -> Mapping[str, FieldInfo]:
        """Return the fields of the rules by name."""
        return load_engine().book.fields

    def law_as_of(self) -> date:
        """Return the day of the law text that the rules rest on."""
        return load_engine().book.law_as_of

    def later_changes(self) -> tuple[str, ...]:
        """Return changes of the law that are known but not in the rules."""
        return load_engine().book.later_changes

    def match_facts(self, facts: Mapping[str, object], on: date) -> Matching:
        """Decide all offers for facts that are handed in; months and ages are those on the day.

        Raises:
            BadInput: an unknown fact, a wrong value, or a derived one that contradicts the status.
        """
        lines = HandedFacts(self.fields(), self.codes).read(facts, on)
        return load_engine().match(lines, on)

    def match(self, client: Client, case: Case, on: date, topics: Iterable[str] = ()) -> Matching:
        """Decide all offers for a client on a day."""
        return load_engine().match(derive_facts(client, case, topics, on, self.codes), on)

    def match_one(
        self, offer: str, client: Client, case: Case, on: date, topics: Iterable[str] = ()
    ) -> OfferMatch:
        """Decide one offer for a client on a day."""
        if offer not in self._alone:
            self._alone[offer] = load_engine().alone(self.offer(offer).id)
        return self._alone[offer].decide(offer, derive_facts(client, case, topics, on, self.codes), on)

    def check(self, on: date, months: int | None = None) -> tuple[Finding, ...]:
        """Return the rules that must be looked at: no source, no review for so many months, ended."""
        return check_freshness(load_engine().book, on, months)


class OfferService(Matcher):
    """The room's service: what matching can do, and whom in the centre an offer fits."""

    def __init__(self, records: Records, clock: Clock) -> None:
        super().__init__()
        self._records = records
        self._clock = clock

    def who_fits(
        self,
        offer: str,
        verdicts: Collection[Verdict] = (Verdict.YES,),
        *,
        on: date | None = None,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Fit, ...]:
        """Return the open cases for which an offer has one of the verdicts, those that need least first.

        An offer on request is found only where the client asked for it. When it is cancelled, what was found
        so far is returned.

        Raises:
            NoSuchOffer: there is none of this name.
        """
        info = self.offer(offer)
        day = on if on is not None else self._clock.today()
        wanted = {Verdict.YES} & set(verdicts) if info.is_on_request else set(verdicts)
        found = []
        with self._records.work() as work:
            clients = {client.id: client for client in work.all(Client)}
            topics = _topics(work, day)
            cases = [case for case in work.all(Case) if case.is_open and case.subject in clients]
            for place, case in enumerate(cases):
                if cancelled is not None and cancelled():
                    break
                client = clients[case.subject]
                match = self.match_one(offer, client, case, day, topics.get(case.id, ()))
                if match.verdict in wanted:
                    found.append(Fit(client=client.id, case=case.id, name=client.display_name, match=match))
                if progress is not None:
                    progress(place + 1, len(cases))
            work.note(Action.READ, None, "offer")
            work.commit()
        return tuple(sorted(found, key=_rank))


def _rank(fit: Fit) -> tuple[int, bool, int, str]:
    match = fit.match
    return _BY_VERDICT[match.verdict], not match.can_become_yes, len(match.missing), fit.name.casefold()


def _topics(work: Work, on: date) -> dict[UUID, frozenset[str]]:
    notes: dict[UUID, list[Consultation]] = defaultdict(list)
    for entry in work.all(Consultation):
        if entry.case is not None:
            notes[entry.case].append(entry)
    return {case: recent_topics(entries, on) for case, entries in notes.items()}
