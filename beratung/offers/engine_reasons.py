# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Says for every condition of an offer how it was decided and on which fact; none is left out."""

from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from beratung.domain.offers import CriterionResult, OfferInfo, OfferStatus, Verdict
from beratung.domain.rules import (
    DERIVED,
    RESIDENCE_STATUS,
    Group,
    Leaf,
    Needs,
    Part,
    Phrases,
    Rule,
    status_note,
)
from beratung.domain.views import FactLine
from beratung.offers.engine_state import State
from beratung.offers.engine_tree import Network, names_of, region_leaf
from beratung.offers.engine_values import NO, UNKNOWN, YES

VERDICTS = (Verdict.NO, Verdict.UNKNOWN, Verdict.YES)
DAY_ASKED = "on"
"""The ``fact`` of a condition on the day asked."""


class Reason(NamedTuple):
    """A condition of one offer, with its place among the others."""

    node: int
    blank: CriterionResult
    """As it stands while nothing is known of the fact."""
    faint: CriterionResult
    """The same where the verdict does not rest on it."""
    path: tuple[int, ...]


class Evidence:
    """The facts that conditions were decided on, for one client, each with what must be said of it."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, tuple[FactLine | None, str]] = {}

    def of(self, fact: str) -> tuple[FactLine | None, str]:
        """Return the line of a fact, and the note of the status, or that an old title goes on."""
        found = self._known.get(fact)
        if found is None:
            found = self._known[fact] = (self._line(fact), self._note(fact))
        return found

    def _line(self, fact: str) -> FactLine | None:
        state = self._state
        if fact in DERIVED:
            return state.derived_line(fact)
        if fact == RESIDENCE_STATUS:
            return state.standing.line
        if fact == DAY_ASKED:
            return FactLine(field=fact, value=state.on.isoformat(), on=state.on)
        return state.facts.get(fact)

    def _note(self, fact: str) -> str:
        standing, book = self._state.standing, self._state.network.book
        if fact not in DERIVED and fact != RESIDENCE_STATUS:
            return ""
        own = (
            ""
            if standing.code is None or fact not in DERIVED
            else status_note(book.statuses[standing.code], fact)
        )
        notes = (own, book.phrases.continues_to_apply if standing.continues else "")
        return "; ".join(note for note in notes if note)


class Branch(NamedTuple):
    """The tree of one offer, as the rule is written."""

    node: int
    is_any: bool
    parts: "tuple[Branch | Reason, ...]"


class Reasons:
    """The conditions of one offer, ready to be filled in. Made once for a set of rules."""

    def __init__(self, rule: Rule, network: Network) -> None:
        self._network = network
        self._info = rule.info
        self._law = rule.info.law
        self._phrases = network.book.phrases
        self.flat: list[Reason] = []
        parts: list[Part] = list(_parts(rule.tree, is_any=False))
        region = region_leaf(rule)
        if region is not None:
            parts.append(region)
        branches = [self._branch(part, (place,)) for place, part in enumerate(parts)]
        if rule.info.id in network.standing:
            branches.append(self._standing(network.standing[rule.info.id], (len(parts),)))
        self.top = Branch(network.roots[rule.info.id], False, tuple(branches))

    def fill(self, state: State, evidence: "Evidence") -> tuple[CriterionResult, ...]:
        """Return every condition as it was decided for one client."""
        decisive: set[tuple[int, ...]] = set()
        _mark(self.top, state.truth, decisive)
        return tuple([self._filled(reason, state, evidence, decisive) for reason in self.flat])

    def _filled(
        self, reason: Reason, state: State, evidence: "Evidence", decisive: set[tuple[int, ...]]
    ) -> CriterionResult:
        blank = reason.blank
        line, note = evidence.of(blank.fact)
        truth = state.truth[reason.node]
        if line is None and truth == UNKNOWN:
            return blank if reason.path in decisive else reason.faint
        return CriterionResult(
            text=blank.text,
            text_en=blank.text_en,
            verdict=VERDICTS[truth],
            fact=blank.fact,
            value=None if line is None else line.value,
            upper=None if line is None else line.upper,
            source="" if line is None else line.source,
            on=None if line is None else line.on,
            law=blank.law,
            valid_from=blank.valid_from,
            valid_until=blank.valid_until,
            note=f"{blank.note}; {note}" if blank.note and note else blank.note or note,
            group=blank.group,
            alternative=blank.alternative,
            path=blank.path,
            is_decisive=reason.path in decisive,
        )

    def _branch(self, part: Part, path: tuple[int, ...]) -> "Branch | Reason":
        if isinstance(part, Leaf):
            return self._leaf(part, path)
        if isinstance(part, Needs):
            inner: list[Branch | Reason] = [
                self._base(offer, (*path, place)) for place, offer in enumerate(part.offers)
            ]
            return Branch(self._network.add(part, (self._info.id,)), True, tuple(inner))
        parts = _parts(part, is_any=part.is_any)
        branches = tuple(self._branch(inner, (*path, place)) for place, inner in enumerate(parts))
        return Branch(self._network.add(part, (self._info.id,)), part.is_any, branches)

    def _leaf(self, leaf: Leaf, path: tuple[int, ...]) -> Reason:
        text, text_en = leaf.text, leaf.text_en
        if not text:
            place = names_of(self._network.book.places, map(str, leaf.wanted))
            text, text_en = (phrase % {"place": place} for phrase in self._phrases.lives_in)
        law = leaf.law or self._network.book.fields[leaf.field].law or self._law
        node = self._network.add(leaf, (self._info.id,))
        return self._reason(node, leaf.field, (text, text_en), path, law=law, note=leaf.note)

    def _base(self, offer: str, path: tuple[int, ...]) -> Reason:
        base = self._network.infos[offer]
        text, text_en = (phrase % {"offer": base.name} for phrase in self._phrases.needs_offer)
        return self._reason(self._network.roots[offer], offer, (text, text_en), path, law=base.law)

    def _standing(self, node: int, path: tuple[int, ...]) -> Reason:
        return self._reason(node, DAY_ASKED, standing_text(self._info, self._phrases), path, law=self._law)

    def _reason(
        self, node: int, fact: str, texts: tuple[str, str], path: tuple[int, ...], *, law: str, note: str = ""
    ) -> Reason:
        in_group = len(path) > 1
        blank = CriterionResult(
            text=texts[0],
            text_en=texts[1],
            verdict=Verdict.UNKNOWN,
            fact=fact,
            law=law,
            note=note,
            valid_from=self._info.valid_from,
            valid_until=self._info.valid_until,
            group=path[0] + 1 if in_group else 0,
            alternative=path[1] + 1 if in_group else 0,
            path=path,
        )
        reason = Reason(node, blank, replace(blank, is_decisive=False), path)
        self.flat.append(reason)
        return reason


def standing_text(info: OfferInfo, phrases: Phrases) -> tuple[str, str]:
    """Return how the condition reads that an offer runs on the day asked."""
    if info.status is OfferStatus.AUSGELAUFEN:
        phrase = phrases.has_ended
    elif info.status is OfferStatus.AUSGESETZT:
        phrase = phrases.is_suspended if info.valid_until is None else phrases.suspended_since
    elif info.valid_from is None:
        phrase = phrases.runs_until
    else:
        phrase = phrases.runs_from if info.valid_until is None else phrases.runs_between
    words = {"first": _german_day(info.valid_from), "last": _german_day(info.valid_until)}
    return phrase[0] % words, phrase[1] % words


def _german_day(day: date | None) -> str:
    return "" if day is None else f"{day:%d.%m.%Y}"


def _parts(part: Part, *, is_any: bool) -> tuple[Part, ...]:
    """Return the parts of a group, with groups of the same sort inside it dissolved."""
    if not isinstance(part, Group) or part.is_any is not is_any:
        return (part,)
    return tuple(inner for one in part.parts for inner in _parts(one, is_any=is_any))


def _mark(branch: Branch | Reason, truth: list[int], decisive: set[tuple[int, ...]]) -> None:
    """Collect the conditions on which the truth of a branch rests.

    What is needed together rests on all of it, or, where it fails, on what fails. Where one suffices, it
    rests on those that are as good as the whole.
    """
    if isinstance(branch, Reason):
        decisive.add(branch.path)
        return
    value = truth[branch.node]
    for part in branch.parts:
        is_best = truth[part.node] == value
        if is_best or (not branch.is_any and value != NO and truth[part.node] == YES):
            _mark(part, truth, decisive)
