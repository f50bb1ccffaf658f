# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Writes facts in the same commit as what they are about, and corrects them with it."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

import msgspec

from beratung.domain.base import Domain, Record
from beratung.domain.cases import Case, Consultation
from beratung.domain.codes import Codes
from beratung.domain.people import Client
from beratung.domain.statistics import (
    COLUMNS,
    KEY_BYTES,
    LASTING_COLUMNS,
    ClosedYear,
    PageLine,
    StatisticsLink,
)
from beratung.domain.work import Change, Clock, Records, Work
from beratung.reports.events import COUNTED, Event, attributes, case_for, events_of
from beratung.reports.freezing import Standing, standing
from beratung.reports.pages import OpenPage, OpenPages

R = TypeVar("R", bound=Record)
AMENDED_YEARS = 2
"""Facts of this year and of the one before are amended when something is learnt of a person later."""
CUT_AT_ONCE = 5_000
"""Up to so many links are cut in the commit that closes a year; more are cut behind the first screen."""


class FactWriter:
    """Follows commits; ``is_restricted`` tells whether a subject lies in a circle of its own.

    A subject with a `StatisticsLink` has all its facts; one without has none. So whoever meets a subject without a link
    writes everything there is, and a centre of before needs no more than to be walked through once.
    """

    def __init__(
        self,
        records: Records,
        clock: Clock,
        codes: Callable[[], Codes],
        is_restricted: Callable[[UUID], bool],
    ) -> None:
        self._records = records
        self.clock = clock
        self.codes = codes
        self.is_restricted = is_restricted
        self.hints: dict[tuple[str, bool], UUID] = {}

    def follow(self, changes: Iterable[Change], work: Work) -> None:
        """Be a follower of the unit of work."""
        by_subject: defaultdict[UUID, list[Change]] = defaultdict(list)
        is_closing = False
        for change in changes:
            is_closing |= change.before is None and isinstance(change.after, ClosedYear)
            if isinstance(change.record, (Client, StatisticsLink, *COUNTED)):
                by_subject[change.record.subject].append(change)
        if (by_subject or is_closing) and self.may_write():
            with_facts = _Following(self, work)
            for subject, some in by_subject.items():
                with_facts.subject(subject, some)
            if is_closing:
                with_facts.cut_all()
            with_facts.pages.close()

    def may_write(self) -> bool:
        """Whether this user holds what facts are sealed with."""
        return self._records.may_read(Domain.STATISTICS) and self._records.may_read(Domain.IDENTITY)

    def fill(self, work: Work, subjects: Iterable[UUID]) -> int:
        """Write the facts of subjects that have none yet; returns how many subjects had something to count."""
        filling = _Following(self, work)
        found = sum(filling.whole(subject) for subject in subjects)
        filling.pages.close()
        return found

    def cut(self, work: Work, subjects: Iterable[UUID]) -> int:
        """Cut the links of subjects from closed years; returns how many there were to cut."""
        cutting = _Following(self, work)
        return sum(cutting.cut(subject) for subject in subjects)

    def amend_districts(self, work: Work, subject: UUID, *, is_restricted: bool) -> None:
        """Take the district out of the facts of a client whose case is restricted now, or put it back."""
        if self.may_write():
            amending = _Following(self, work)
            amending.districts(subject, is_restricted=is_restricted)
            amending.pages.close()


class _Following:
    """The facts that one unit of work writes."""

    def __init__(self, writer: FactWriter, work: Work) -> None:
        self._writer = writer
        self._work = work
        self._codes = writer.codes()
        self._known: Standing | None = None
        self.pages = OpenPages(work, writer.hints)

    def subject(self, subject: UUID, changes: Sequence[Change]) -> None:
        """Bring the facts of one subject up to what changed."""
        cut = next(
            (c.before for c in changes if isinstance(c.before, StatisticsLink) and c.after is None), None
        )
        if cut is not None:
            self._cut(cut, changes)
            return
        counted = [c for c in changes if isinstance(c.record, COUNTED)]
        link = next(iter(self._work.all(StatisticsLink, subject)), None)
        if link is None:
            self._begin(subject, changes)
            return
        now = self._cut_from_closed(link)
        people: _Person | None = None
        for change in counted:
            before, after = events_of(change.before), events_of(change.after)
            if before == after:
                continue
            people = people or self._person(subject)
            for slot in before | after:
                if before.get(slot) != after.get(slot):
                    now = self._event(now, change.record, before.get(slot), after.get(slot), people)
        self._learn(now, changes, people)
        if now is not link:
            self._work.put(now)

    def whole(self, subject: UUID) -> bool:
        """Write everything of a subject that has no link yet; whether there was something."""
        if self._work.all(StatisticsLink, subject):
            return False
        records = [record for kind in COUNTED for record in self._work.all(kind, subject)]
        return self._write_all(subject, records, self._person(subject))

    def cut(self, subject: UUID) -> bool:
        """Cut the link of a subject from closed years; whether there was something to cut."""
        return sum(self._cut_one(link) for link in self._work.all(StatisticsLink, subject)) > 0

    def cut_all(self) -> None:
        """Cut everybody whom this user can link to a fact, unless these are very many."""
        links = self._work.all(StatisticsLink)
        if len(links) <= CUT_AT_ONCE:
            for link in links:
                self._cut_one(link)

    def _cut_one(self, link: StatisticsLink) -> bool:
        now = self._cut_from_closed(link)
        if now is not link:
            self._work.put(now)
        return now is not link

    def _cut_from_closed(self, link: StatisticsLink) -> StatisticsLink:
        return link.without(self._standing.years)

    def districts(self, subject: UUID, *, is_restricted: bool) -> None:
        """See `FactWriter.amend_districts`. Whoever changes circles takes no link to a closed year along."""
        self.cut(subject)
        link = next(iter(self._work.all(StatisticsLink, subject)), None)
        if link is None:
            return
        person = self._person(subject)
        district = (
            ""
            if is_restricted
            else attributes(
                person.client, None, self._writer.clock.today(), self._codes, is_restricted=False
            ).get("district", "")
        )
        for line in link.pages:
            if self._is_open(line):
                page = self.pages.page(line.page)
                for place in page.of_person(link.person_of(int(line.month[:4]))):
                    page.set(place, {"district": district})

    def _begin(self, subject: UUID, changes: Sequence[Change]) -> None:
        """Write the first facts of somebody; what is stored already is looked for unless he is new."""
        now = [c.after for c in changes if c.after is not None]
        is_new = any(
            c.before is None
            and c.after is not None
            and c.after.id == subject
            and isinstance(c.after, Client | Consultation)
            for c in changes
        )
        if not is_new:
            if any(events_of(c.record) for c in changes):
                self.whole(subject)
            return
        clients, cases = _of(Client, now), _of(Case, now)
        person = _Person(clients[0] if clients else None, cases, is_restricted=False)
        self._write_all(subject, now, person)

    def _write_all(self, subject: UUID, records: Iterable[Record], person: "_Person") -> bool:
        every = [(event, record) for record in records for event in events_of(record).values()]
        if not every:
            return False
        own = uuid4()
        link = StatisticsLink(id=own, subject=subject, secret=secrets.token_bytes(16))
        for event, record in sorted(every, key=lambda pair: (pair[0].on, pair[1].id, pair[0].slot)):
            link = self._write(link, record, event, person)
        self._work.put(link)
        return True

    def _person(self, subject: UUID) -> "_Person":
        clients = self._work.all(Client, subject)
        cases = tuple(self._work.all(Case, subject)) if clients else ()
        return _Person(clients[0] if clients else None, cases, self._writer.is_restricted(subject))

    def _event(
        self,
        link: StatisticsLink,
        record: Record,
        before: Event | None,
        after: Event | None,
        person: "_Person",
    ) -> StatisticsLink:
        """Bring one fact from what it said to what it has to say; None is no fact."""
        if before is None or after is None or before.month != after.month:
            link = self._take_back(link, record, before) if before is not None else link
            return self._write(link, record, after, person) if after is not None else link
        found = self._find(link, before.month, key_of(link, record.id, before))
        if found is None or not self._may_change(found[0], before.month):
            return self._write(link, record, after, person)
        page, place = found
        page.set(place, {name: after.words.get(name, "") for name in before.words | after.words})
        return link

    def _write(self, link: StatisticsLink, record: Record, event: Event, person: "_Person") -> StatisticsLink:
        if self._standing.is_closed(event.month):
            self.pages.drop(event.on.year)
            return link
        case = case_for(record, person.cases)
        known = attributes(person.client, case, event.on, self._codes, is_restricted=person.is_restricted)
        key = key_of(link, record.id, event)
        is_late = self._standing.is_frozen(event.month)
        return self.pages.write(link, event.month, key, known | event.words, is_late=is_late)

    def _take_back(self, link: StatisticsLink, record: Record, event: Event) -> StatisticsLink:
        """Remove a fact; of a frozen month a late fact without a kind says that it does not count any more."""
        if self._standing.is_closed(event.month):
            self.pages.drop(event.on.year)
            return link
        key = key_of(link, record.id, event)
        found = self._find(link, event.month, key)
        if found is None:
            return link
        page, place = found
        if not self._may_change(page, event.month):
            return self.pages.write(link, event.month, key, {}, is_late=True)
        if self._find(link, event.month, key, is_timely=True) in {None, found}:
            page.remove(place)
        else:
            page.set(place, dict.fromkeys(COLUMNS, ""))
        return link

    def _cut(self, link: StatisticsLink, changes: Iterable[Change]) -> None:
        """Nothing: counts stay when a client goes. But an anonymous consultation that is removed was a mistake."""
        for change in changes:
            note = change.before
            if isinstance(note, Consultation) and note.case is None and note.id == note.subject:
                for event in events_of(note).values():
                    self._take_back(link, note, event)

    def _learn(self, link: StatisticsLink, changes: Sequence[Change], person: "_Person | None") -> None:
        """Amend the facts of open months by what was learnt of the person now.

        What does not change (when somebody was born) is corrected; of the rest only what was unknown is filled in,
        since somebody who moves was counselled where he lived.
        """
        told = [c for c in changes if isinstance(c.record, Client | Case) and c.after is not None]
        if not told:
            return
        now = person or self._person(link.subject)
        before = now.before(told)
        first = self._writer.clock.today().year - AMENDED_YEARS + 1
        for line in link.pages:
            if int(line.month[:4]) < first or not self._is_open(line):
                continue
            day = date(int(line.month[:4]), int(line.month[5:]), 15)
            known, was = now.words(day, self._codes), before.words(day, self._codes)
            news = {name: word for name, word in known.items() if was.get(name, "") != word}
            if news:
                _amend(self.pages.page(line.page), link.person_of(day.year), news)

    def _find(
        self, link: StatisticsLink, month: str, key: bytes, *, is_timely: bool = False
    ) -> tuple[OpenPage, int] | None:
        for line in reversed(link.pages):
            is_there = line.month == month and not self._standing.is_closed(month)
            if is_there and not (is_timely and line.is_late):
                page = self.pages.page(line.page)
                place = page.place(key)
                if place is not None:
                    return page, place
        return None

    def _may_change(self, page: OpenPage, month: str) -> bool:
        return page.page.is_late or not self._standing.is_frozen(month)

    def _is_open(self, line: PageLine) -> bool:
        is_closed = self._standing.is_closed(line.month)
        return not is_closed and (line.is_late or not self._standing.is_frozen(line.month))

    @property
    def _standing(self) -> Standing:
        if self._known is None:
            self._known = standing(self._work)
        return self._known


class _Person(msgspec.Struct, frozen=True):
    """What is known of a subject while its facts are written."""

    client: Client | None
    cases: tuple[Case, ...]
    is_restricted: bool

    def before(self, changes: Iterable[Change]) -> "_Person":
        """The same before some changes."""
        client, cases = self.client, {case.id: case for case in self.cases}
        for change in changes:
            if isinstance(change.before, Client) or isinstance(change.after, Client):
                client = change.before if isinstance(change.before, Client) else None
            elif isinstance(change.before, Case):
                cases[change.before.id] = change.before
            else:
                cases.pop(change.record.id, None)
        return _Person(client, tuple(cases.values()), self.is_restricted)

    def words(self, day: date, codes: Codes) -> dict[str, str]:
        """What is said of the person on a day, by the one case there is; with several, by none."""
        case = self.cases[0] if len(self.cases) == 1 else None
        return attributes(self.client, case, day, codes, is_restricted=self.is_restricted)


def key_of(link: StatisticsLink, record: UUID, event: Event) -> bytes:
    """What finds a fact again: who does not hold the link cannot tell from it which record it was made from."""
    told = record.bytes + event.slot.encode() + event.month.encode()
    return hashlib.blake2b(told, key=link.secret, digest_size=KEY_BYTES).digest()


def _amend(page: OpenPage, person: bytes, news: dict[str, str]) -> None:
    for place in page.of_person(person):
        fitting = {n: w for n, w in news.items() if n in LASTING_COLUMNS or (w and not page.word(place, n))}
        page.set(place, fitting)


def _of(kind: type[R], records: Iterable[Record]) -> tuple[R, ...]:
    return tuple(record for record in records if isinstance(record, kind))
