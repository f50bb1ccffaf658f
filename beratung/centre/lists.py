# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The lists in memory behind the screens: compared with the records, and kept sealed for the next unlocking."""

from contextlib import AbstractContextManager, suppress

from beratung.centre.keeping import KeptRecords
from beratung.domain.base import Domain
from beratung.domain.errors import N_, BeratungError
from beratung.domain.views import Finding, Verification
from beratung.store import Store
from beratung.store.comparing import Comparing
from beratung.vault import Locked

LISTS = N_("was not what the records say, and is made anew")
LOCKING = 0.25
"""Seconds that locking may spend on keeping lists."""


class Lists:
    """What a centre does with its lists when nobody waits for it."""

    def __init__(self, store: Store, records: KeptRecords, lock: AbstractContextManager[bool]) -> None:
        self._store = store
        self._records = records
        self._lock = lock
        self._comparing: Comparing | None = None

    def keep(self, seconds: float | None = None) -> bool:
        """Keep lists and search sealed for so many seconds at most; whether nothing is left to be kept."""
        with self._lock:
            if self._records.is_closed:
                raise Locked
        return self._records.memory.keep(seconds)

    def keep_at_locking(self) -> None:
        """Keep what can be kept in a moment; a fault is no reason not to lock."""
        with suppress(BeratungError):
            self.stop()
            self._records.memory.keep(LOCKING)

    def compare(self) -> Verification | None:
        """Go on comparing all rows with what was last saved; None while there is more to do.

        Each call takes a few hundredths of a second, so that other work comes in between.
        """
        with self._lock:
            if self._records.is_closed:
                raise Locked
            memory = self._records.memory
            if self._comparing is None:
                self._comparing = Comparing(self._store, memory.kinds, memory.begin_check())
            if self._comparing.step():
                return None
            done, self._comparing = self._comparing, None
            return self._judged(done)

    def stop(self) -> None:
        """Leave the comparison."""
        if self._comparing is not None:
            self._comparing.stop()
            self._comparing = None

    def _judged(self, done: Comparing) -> Verification:
        findings = list(done.findings)
        if self._records.memory.end_check(done.differing, done.prints):
            findings.append(Finding(where="snapshot", what=LISTS))
        held = [domain for domain in Domain if self._records.may_read(domain)]
        return Verification(
            findings=tuple(findings),
            covered=tuple(domain.value for domain in held),
            not_covered=tuple(domain.value for domain in Domain if domain not in held),
        )
