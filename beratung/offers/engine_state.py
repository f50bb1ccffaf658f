# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is known of one client on one day: the truth of every node, and what could still become of it."""

from collections.abc import Mapping
from datetime import date

from beratung.domain.offers import OfferInfo, OfferStatus
from beratung.domain.rules import (
    FORTGELTUNGSFIKTION,
    PREVIOUS_STATUS,
    RESIDENCE_STATUS,
    UNKNOWN_STATUS,
    RuleBook,
)
from beratung.domain.views import FactLine
from beratung.offers.engine_tree import Compare, Network, field_to_ask
from beratung.offers.engine_values import NO, UNKNOWN, YES, decide, decide_derived, three

Facts = Mapping[str, FactLine]


class Standing:
    """The residence status as the rules see it (§ 81 Abs. 4 AufenthG: the previous title goes on).

    ``code`` is None while it is unknown; then ``ask`` is the field that would say it.
    """

    def __init__(self, facts: Facts, book: RuleBook) -> None:
        self.ask = RESIDENCE_STATUS
        self.line = _status_line(facts, RESIDENCE_STATUS)
        self.continues = self.line.value == FORTGELTUNGSFIKTION
        if self.continues:
            self.ask = PREVIOUS_STATUS
            self.line = _status_line(facts, PREVIOUS_STATUS)
        code = self.line.value
        is_known = code in book.statuses and code not in (UNKNOWN_STATUS, FORTGELTUNGSFIKTION)
        self.code = str(code) if is_known else None


def _status_line(facts: Facts, field: str) -> FactLine:
    """Return the line of a status; without a value where there is none, or one that is no code."""
    line = facts.get(field, FactLine(field=field, value=None))
    return line if line.value is None or isinstance(line.value, str) else FactLine(field=field, value=None)


class State:
    """The truth of every node for one client on one day.

    ``least`` and ``most`` are what each node can still become when every question that can be asked is
    answered; where they are equal, no answer changes it.
    """

    def __init__(self, network: Network, facts: Facts, on: date) -> None:
        self.network = network
        self.facts = facts
        self.on = on
        self.standing = Standing(facts, network.book)
        self.truth = [UNKNOWN] * network.size
        self._settled = set(network.standing.values())
        if self.standing.code is not None:
            consequences = network.by_status[self.standing.code]
            self._settled |= consequences.open
            for node, truth in consequences.truth:
                self.truth[node] = truth
        for field, tests in network.tests.items():
            self._decide(field, tests)
        for offer, node in network.standing.items():
            self.truth[node] = standing_on(network.infos[offer], on)
        self._combine(self.truth)
        self.least = self._reach(NO)
        self.most = self._reach(YES)

    def derived_line(self, field: str) -> FactLine | None:
        """Return what the residence status says in a derived field, None while it is unknown.

        Only while the status itself is unknown, a value that was handed in counts.
        """
        standing = self.standing
        if standing.code is None:
            line = self.facts.get(field) if standing.ask == RESIDENCE_STATUS else None
            return line if line is not None and isinstance(line.value, str) else None
        value = self.network.derived[standing.code][field]
        source, on = standing.line.source, standing.line.on
        return FactLine(field=field, value=value, source=source, on=on, is_derived=True)

    def ask_for(self, field: str) -> str:
        """Return the field whose answer decides conditions on this one."""
        asked = field_to_ask(field)
        return self.standing.ask if asked == RESIDENCE_STATUS else asked

    def _decide(self, field: str, tests: list[Compare]) -> None:
        """Decide the conditions on a field by its fact; those on the status are decided where it is known."""
        if field == RESIDENCE_STATUS or (tests[0].is_derived and self.standing.code is not None):
            return
        if tests[0].is_derived:
            line = self.derived_line(field)
            if line is not None:
                for test in tests:
                    self.truth[test.node] = decide_derived(test.op, test.wanted, str(line.value))
                self._settled.update(test.node for test in tests)
            return
        line = self.facts.get(field)
        if line is None or (field == PREVIOUS_STATUS and line.value == UNKNOWN_STATUS):
            return
        for test in tests:
            self.truth[test.node] = decide(test.kind, test.op, test.wanted, line)

    def _combine(self, values: list[int]) -> None:
        for node, is_any, parts in self.network.joins:
            worst_or_best = max if is_any else min
            values[node] = worst_or_best([values[part] for part in parts])

    def _reach(self, end: int) -> list[int]:
        values = [end if t == UNKNOWN and n not in self._settled else t for n, t in enumerate(self.truth)]
        self._combine(values)
        return values


def standing_on(info: OfferInfo, on: date) -> int:
    """Return whether an offer runs on a day: never a yes while it is suspended, nor before or after its time.

    Whether a suspended offer was taken up again after its last known day is unknown, not a no.
    """
    if info.status is OfferStatus.AUSGELAUFEN or (info.valid_from is not None and on < info.valid_from):
        return NO
    if info.status is OfferStatus.AUSGESETZT:
        return UNKNOWN
    return three(info.valid_until is None or on <= info.valid_until)
