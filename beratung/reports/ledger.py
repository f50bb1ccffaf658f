# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The release ledger: whatever left the house, in a chain in which nothing can be changed or taken out unseen.

Each entry carries the hash of the one before it, the head how many there are and the hash of the last. The tables and
their proof lie apart, so that listing reads none of them; their hash stands in the entry.
"""

import hashlib
import json
import zlib
from typing import Any
from uuid import uuid4

import msgspec

from beratung.domain.errors import N_, Msgid, NotFound
from beratung.domain.releases import LEDGER, LedgerEntry, LedgerHead, LedgerPaper
from beratung.domain.work import Work
from beratung.reports.errors import LedgerAltered
from beratung.reports.freezing import with_months
from beratung.reports.periods import Period

MOST_BYTES = 512 * 1024 * 1024
"""A paper that unpacks to more was not written by this program."""


class Paper(msgspec.Struct, frozen=True):
    """What a release was made of: the input of protection (true counts, frozen), and its output with the proof."""

    given: dict[str, Any]
    output: dict[str, Any]
    about: dict[str, Any]
    """How the page looked: labels, order, notes; and the fingerprint of each file."""


class Ledger(msgspec.Struct, frozen=True):
    """The ledger as it was read: checked, oldest first."""

    head: LedgerHead
    entries: tuple[LedgerEntry, ...]

    def of_year(self, year: int) -> tuple[LedgerEntry, ...]:
        """Releases of a year with numbers of their own."""
        return tuple(entry for entry in self.entries if entry.year == year and not entry.repeats)

    def entry(self, number: int) -> LedgerEntry:
        """One release by its number; raises NotFound."""
        if not 0 < number <= len(self.entries):
            raise NotFound
        return self.entries[number - 1]

    def newest(self, definition: str, period: str) -> LedgerEntry | None:
        """The last release of a report for a period that brought numbers of its own."""
        found = [
            e for e in self.entries if (e.definition, e.period) == (definition, period) and not e.repeats
        ]
        return found[-1] if found else None


def released_months(ledger: Ledger) -> frozenset[str]:
    """The months that are frozen because they left the house; those of a closed year are frozen anyhow."""
    years = {f"{year:04d}" for year in ledger.head.closed}
    told = {
        word
        for year in ledger.head.closed
        for entry in ledger.of_year(year)
        for word in months_until(Period.read(entry.period))
    }
    return frozenset(told.union(month for month in ledger.head.frozen if month[:4] not in years))


def months_until(when: Period) -> tuple[str, ...]:
    """What a release freezes: its months and those of the year before it, for a person's first month counts."""
    return tuple(f"{when.year:04d}-{month:02d}" for month in range(1, when.months[-1] + 1))


def hash_of(entry: LedgerEntry) -> str:
    """The hash that an entry must carry: over all it says but its own hash and version."""
    plain = msgspec.structs.replace(entry, hash="", version=0)
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()


def read_ledger(work: Work) -> Ledger:
    """Read the ledger and check its chain.

    Raises:
        LedgerAltered: something was changed, added or taken out; it says where.
    """
    entries = sorted(work.all(LedgerEntry, LEDGER), key=lambda entry: (entry.number, entry.id))
    try:
        head = work.get(LedgerHead, LEDGER)
    except NotFound:
        if entries:
            raise LedgerAltered(number=1, what=Msgid(N_("its end is missing"))) from None
        return Ledger(LedgerHead(id=LEDGER, subject=LEDGER), ())
    last = ""
    for number, entry in enumerate(entries, 1):
        if entry.number != number:
            raise LedgerAltered(number=number, what=Msgid(N_("it is missing or stands there twice")))
        if entry.previous != last or entry.hash != hash_of(entry):
            raise LedgerAltered(number=number, what=Msgid(N_("its text was changed")))
        last = entry.hash
    if head.count != len(entries) or head.last != last:
        raise LedgerAltered(number=len(entries) + 1, what=Msgid(N_("it is missing or stands there twice")))
    for entry in entries:
        if not set(months_until(Period.read(entry.period))) <= set(head.frozen):
            raise LedgerAltered(number=entry.number, what=Msgid(N_("its months are not frozen any more")))
    return Ledger(head, tuple(entries))


def read_paper(work: Work, entry: LedgerEntry) -> Paper:
    """What a release was made of.

    Raises:
        LedgerAltered: it is gone or was changed.
    """
    try:
        body = work.get(LedgerPaper, entry.paper).body
    except NotFound:
        raise LedgerAltered(number=entry.number, what=Msgid(N_("its tables are missing"))) from None
    if hashlib.sha256(body).hexdigest() != entry.paper_hash:
        raise LedgerAltered(number=entry.number, what=Msgid(N_("its tables were changed")))
    return msgspec.convert(json.loads(_unpacked(body)), Paper)


def packed(paper: Paper) -> bytes:
    """A paper as it is stored."""
    plain = msgspec.to_builtins(paper)
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def append(
    work: Work, ledger: Ledger, entry: LedgerEntry, paper: bytes | None, months: tuple[str, ...]
) -> LedgerEntry:
    """Enter a release, and freeze its months; ``paper`` is None where it repeats an earlier release.

    The head's version makes that two programs cannot enter at the same time.
    """
    if paper is not None:
        own = LedgerPaper(id=uuid4(), subject=LEDGER, body=paper)
        work.put(own)
        entry = msgspec.structs.replace(entry, paper=own.id, paper_hash=hashlib.sha256(paper).hexdigest())
    entry = msgspec.structs.replace(entry, number=ledger.head.count + 1, previous=ledger.head.last)
    entry = msgspec.structs.replace(entry, hash=hash_of(entry))
    work.put(entry)
    frozen = with_months(ledger.head.frozen, months)
    work.put(msgspec.structs.replace(ledger.head, count=entry.number, last=entry.hash, frozen=frozen))
    return entry


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(body, MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError("a paper of this size was never written")
    return found
