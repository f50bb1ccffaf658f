# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Matches one client against all offers, with reasons and the next question. Pure: no files, no clock."""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from beratung.domain.offers import (
    Condition,
    Matching,
    NextQuestion,
    OfferInfo,
    OfferKind,
    OfferMatch,
    OfferStatus,
    Verdict,
)
from beratung.domain.rules import PREVIOUS_STATUS, RESIDENCE_STATUS, Group, Needs, Part, RuleBook
from beratung.domain.views import FactLine
from beratung.offers.engine_questions import Questions, Relevance
from beratung.offers.engine_reasons import VERDICTS, Evidence, Reasons
from beratung.offers.engine_state import State
from beratung.offers.engine_tree import Network, field_to_ask
from beratung.offers.engine_values import UNKNOWN, YES

KINDS = (OfferKind.CLAIM, OfferKind.DISCRETION, OfferKind.OPEN, OfferKind.CHECK)
"""From the strongest to the weakest."""

_BY_VERDICT = {Verdict.YES: 0, Verdict.UNKNOWN: 1, Verdict.NO: 2}
_BY_STATUS = {
    OfferStatus.AKTIV: 0,
    OfferStatus.UNGEPRUEFT: 1,
    OfferStatus.AUSGESETZT: 2,
    OfferStatus.AUSGELAUFEN: 3,
}


class Engine:
    """The rules, compiled once; may be used from several threads.

    Raises:
        RuleFault: the rules contradict themselves; then none is used.
    """

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._network = Network(book)
        self._questions = Questions(self._network)
        self._reasons = {rule.info.id: Reasons(rule, self._network) for rule in book.rules}
        self._bases = {rule.info.id: _bases(rule.tree) for rule in book.rules}
        self._orders = {rule.info.id: self._order(rule.info.id) for rule in book.rules}
        self._places = {rule.info.id: place for place, rule in enumerate(book.rules)}
        self.catalogue: tuple[OfferInfo, ...] = tuple(
            _with_conditions(rule.info, self._reasons[rule.info.id]) for rule in book.rules
        )

    def match(self, facts: Mapping[str, FactLine], on: date) -> Matching:
        """Decide every offer on a day; a missing fact is unknown, never a no.

        A fact without a value that is not derived says that the client was asked and does not know: the
        question is not asked again, the fact stays missing.
        """
        state = State(self._network, facts, on)
        relevance, evidence = Relevance(state), Evidence(state)
        matches = [self._match(info, state, relevance, evidence) for info in self.catalogue]
        open_offers = {
            m.offer: m.missing for m in matches if m.verdict is Verdict.UNKNOWN and not m.is_on_request
        }
        asked = frozenset(f for f, line in facts.items() if line.value is None and not line.is_derived)
        matches.sort(key=self._rank)
        return Matching(
            on=on,
            law_as_of=self.book.law_as_of,
            offers=tuple(matches),
            next_question=self._question(state, matches, open_offers, asked),
        )

    def decide(self, offer: str, facts: Mapping[str, FactLine], on: date) -> OfferMatch:
        """Decide one offer on a day."""
        state = State(self._network, facts, on)
        return self._match(self._network.infos[offer], state, Relevance(state), Evidence(state))

    def alone(self, offer: str) -> "Engine":
        """Return an engine that knows one offer and its bases only, to go through many cases fast."""
        wanted = {offer}
        while more := {base for one in wanted for base in self._bases[one]} - wanted:
            wanted |= more
        return Engine(replace(self.book, rules=tuple(r for r in self.book.rules if r.info.id in wanted)))

    def _match(self, info: OfferInfo, state: State, relevance: Relevance, evidence: Evidence) -> OfferMatch:
        root = self._network.roots[info.id]
        truth = state.truth[root]
        return OfferMatch(
            offer=info.id,
            name=info.name,
            verdict=VERDICTS[truth],
            kind=info.kind if info.kind is not None else self._kind(info.id, state),
            status=info.status,
            criteria=self._reasons[info.id].fill(state, evidence),
            missing=self._in_order(info.id, relevance.fields(root)) if truth == UNKNOWN else (),
            documents=info.documents,
            is_on_request=info.is_on_request,
            can_become_yes=state.most[root] == YES,
        )

    def _in_order(self, offer: str, fields: frozenset[str]) -> tuple[str, ...]:
        """Return fields in the order in which the rule, and those it rests on, ask for them."""
        order = self._orders[offer]
        return tuple(sorted(fields, key=lambda field: order.get(field, len(order))))

    def _kind(self, offer: str, state: State) -> OfferKind:
        """Return the strongest kind of the bases that apply best."""
        bases = self._bases[offer]
        best = max(state.truth[self._network.roots[base]] for base in bases)
        kinds = {
            self._network.infos[base].kind for base in bases if state.truth[self._network.roots[base]] == best
        }
        return next((kind for kind in KINDS if kind in kinds), OfferKind.CHECK)

    def _order(self, offer: str) -> dict[str, int]:
        """Return the fields of a rule in the order in which they stand there; then those of its bases."""
        fields: dict[str, None] = {}
        for reason in self._reasons[offer].flat:
            if reason.blank.fact in self._bases:
                fields |= dict.fromkeys(self._order(reason.blank.fact))
            else:
                asked = field_to_ask(reason.blank.fact)
                fields |= dict.fromkeys([asked, PREVIOUS_STATUS] if asked == RESIDENCE_STATUS else [asked])
        return {field: place for place, field in enumerate(fields)}

    def _rank(self, match: OfferMatch) -> tuple[int | bool, ...]:
        """Best first: what is possible, then what needs fewest answers, then what is not possible."""
        is_open = match.verdict is Verdict.UNKNOWN
        return (
            _BY_VERDICT[match.verdict],
            is_open and match.is_on_request,
            is_open and not match.can_become_yes,
            len(match.missing),
            KINDS.index(match.kind),
            _BY_STATUS[match.status],
            self._places[match.offer],
        )

    def _question(
        self,
        state: State,
        matches: list[OfferMatch],
        open_offers: Mapping[str, tuple[str, ...]],
        asked: frozenset[str],
    ) -> NextQuestion | None:
        found = self._questions.best(state, open_offers, asked)
        if found is None:
            return None
        info, score = found
        decided = set(score.offers)
        named = [
            m.offer
            for m in matches
            if m.offer in open_offers and (m.offer in decided if decided else info.name in m.missing)
        ]
        return NextQuestion(
            fact=info.name,
            text=info.question,
            text_en=info.question_en,
            decides=len(decided),
            offers=tuple(named),
            asks_date=info.asks_date,
            is_sensitive=info.is_sensitive,
        )


def _bases(part: Part) -> tuple[str, ...]:
    """Return the offers that give the Grundzugang."""
    if isinstance(part, Needs):
        return part.offers
    if isinstance(part, Group):
        return tuple(base for inner in part.parts for base in _bases(inner))
    return ()


def _with_conditions(info: OfferInfo, reasons: Reasons) -> OfferInfo:
    conditions = tuple(
        Condition(
            text=reason.blank.text,
            text_en=reason.blank.text_en,
            fact=reason.blank.fact,
            law=reason.blank.law,
            group=reason.blank.group,
            alternative=reason.blank.alternative,
            path=reason.path,
        )
        for reason in reasons.flat
    )
    return replace(info, conditions=conditions)
