# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Sorts words of facts into categories, so that within a dimension one category always means the same.

Each dimension has one finest grouping, which sorts the words; every other puts categories of the finest together. So what
two reports say of one dimension can always be compared, and protection is told which categories stand for which.
"""

from collections.abc import Iterable, Mapping

import msgspec

from beratung.domain.codes import Codes
from beratung.domain.reading import NotOneOf
from beratung.domain.report_definitions import Category, Grouping, Label, merged_id
from beratung.reports.errors import OneRest, TwiceInReport
from beratung.resources import read_yaml

replace = msgspec.structs.replace
MOST_NAMED = 40
"""So many names a sentence lists."""


class OfferWords(msgspec.Struct, frozen=True):
    """What a report needs to know of an offer."""

    name: str
    handlungsfeld: int


class _Shared(Grouping, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A grouping as it stands in the file: ``from`` makes categories out of a code list, before those listed."""

    made_from: str = msgspec.field(name="from", default="")


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    groupings: tuple[_Shared, ...]


class Groupings:
    """All groupings that reports share, by id; and what fills in those that somebody made himself."""

    def __init__(self, codes: Codes, offers: Mapping[str, OfferWords]) -> None:
        lists = _lists(codes, offers)
        self._finest: dict[str, Grouping] = {}
        self._stands: dict[str, dict[str, tuple[str, ...]]] = {}
        found: dict[str, Grouping] = {}
        for shared in read_yaml("reports/groupings.yaml", _File).groupings:
            made = tuple(lists[shared.made_from]) if shared.made_from else ()
            taken = {member for category in shared.categories for member in category.members}
            every = (*(category for category in made if category.id not in taken), *shared.categories)
            own = Grouping(
                id=shared.id,
                column=shared.column,
                dimension=shared.dimension,
                label=shared.label,
                categories=every,
                is_sensitive=shared.is_sensitive,
                is_standard=True,
            )
            if own.name not in self._finest:
                own = self._finest[own.name] = replace(own, categories=_sorted_words(every, codes))
                self._stands[own.name] = {}
            else:
                own = self._put_together(own)
                self._register(own)
            found[own.id] = own
        self.shared = {
            name: replace(grouping, stands=self._stands[grouping.name]) for name, grouping in found.items()
        }

    def filled(self, grouping: Grouping) -> tuple[Grouping, dict[str, str]]:
        """A grouping that somebody made, filled in; and by the ids he gave the ids that its categories have.

        Raises:
            BadInput: it is about nothing that is counted, or does not take everybody exactly once.
        """
        place = f"groupings {grouping.id[:60]}"
        if grouping.name not in self._finest:
            raise NotOneOf(place=place, known=", ".join(sorted(self._finest)))
        finest = self._finest[grouping.name]
        plain = replace(grouping, column=finest.column, is_standard=False, stands={})
        own = self._put_together(plain)
        known = {frozenset(parts): name for name, parts in self._stands[own.name].items()}
        renamed: dict[str, str] = {}
        stands = dict(self._stands[own.name])
        categories = []
        for category in own.categories:
            parts = category.members
            name = parts[0] if len(parts) == 1 else known.get(frozenset(parts)) or merged_id(parts)
            renamed[category.id] = name
            categories.append(replace(category, id=name))
            if len(parts) > 1:
                stands[name] = parts
        is_sensitive = own.is_sensitive or finest.is_sensitive
        return replace(own, categories=tuple(categories), stands=stands, is_sensitive=is_sensitive), renamed

    def _put_together(self, grouping: Grouping) -> Grouping:
        """Resolve the members of every category to categories of the finest grouping, and those to words."""
        finest = {category.id: category for category in self._finest[grouping.name].categories}
        stands = self._stands[grouping.name]
        place = f"groupings {grouping.id[:60]}"
        if sum(category.is_rest for category in grouping.categories) != 1:
            raise OneRest(place=place)
        left = dict(finest)
        parts: dict[str, tuple[str, ...]] = {}
        for category in grouping.categories:
            if category.id in parts:
                raise TwiceInReport(place=place, name=category.id[:60])
            named = category.members or (() if category.is_rest else (category.id,))
            parts[category.id] = tuple(part for name in named for part in stands.get(name, (name,)))
            for part in parts[category.id]:
                if part not in finest:
                    known = [*finest, *stands][:MOST_NAMED]
                    raise NotOneOf(place=f"{place} {category.id[:60]}", known=", ".join(known))
                if left.pop(part, None) is None:
                    raise TwiceInReport(place=place, name=part)
        categories = []
        for category in grouping.categories:
            if category.is_rest:
                parts[category.id] += tuple(left)
            if not parts[category.id]:
                raise OneRest(place=place)
            words = tuple(word for part in parts[category.id] for word in finest[part].words)
            categories.append(replace(category, members=parts[category.id], words=words))
        return replace(grouping, categories=tuple(categories))

    def _register(self, grouping: Grouping) -> None:
        """Remember what the categories of a shared grouping stand for; the same id never stands for two things."""
        stands = self._stands[grouping.name]
        finest = {category.id for category in self._finest[grouping.name].categories}
        for category in grouping.categories:
            if category.members == (category.id,):
                continue
            is_known = set(stands.setdefault(category.id, category.members)) == set(category.members)
            if not is_known or category.id in finest or len(category.members) == 1:
                raise ValueError(f"groupings.yaml: {grouping.id}: {category.id} means two things")


def _sorted_words(categories: Iterable[Category], codes: Codes) -> tuple[Category, ...]:
    """Categories with their words; rules (``region:EU``, ``continent:2``) are written out as nationalities.

    A nationality that is named counts there; one of a named region does not count with its continent.
    """
    every = tuple(categories)
    taken = {member for category in every for member in category.members if ":" not in member}
    rules: dict[str, tuple[str, ...]] = {}
    for kind in ("region", "continent"):
        for member in (member for category in every for member in category.members):
            if member.startswith(f"{kind}:"):
                wanted = member.partition(":")[2]
                some = (n.code for n in codes.nationalities.values() if getattr(n, kind) == wanted)
                rules[member] = tuple(code for code in some if code not in taken)
                taken.update(rules[member])
    found = []
    for category in every:
        named = category.members or (() if category.is_rest else (category.id,))
        words = tuple(word for member in named for word in rules.get(member, (member,)))
        found.append(replace(category, members=(category.id,), words=words))
    return tuple(found)


def _lists(codes: Codes, offers: Mapping[str, OfferWords]) -> dict[str, list[Category]]:
    return {
        "status_groups": [_of(g.code, g.name, g.name_en) for g in codes.status_groups.values()],
        "districts": [_of(d.code, d.name, d.name_en) for d in codes.districts.values()],
        "topics": [_of(t.code, t.name, t.name_en) for t in codes.topics.values()],
        "querschnitt": [_of(q.code, q.name, q.name_en) for q in codes.querschnitt.values()],
        "handlungsfelder": [
            _of(
                f"hf_{field.code}",
                field.name,
                field.name_en,
                tuple(t.code for t in codes.topics.values() if t.handlungsfeld == field.nr),
            )
            for field in codes.handlungsfelder.values()
        ],
        "offer_fields": [
            _of(
                f"hf_{field.code}",
                field.name,
                field.name_en,
                tuple(o for o, words in sorted(offers.items()) if words.handlungsfeld == field.nr),
            )
            for field in codes.handlungsfelder.values()
        ],
    }


def _of(code: str, name: str, name_en: str, members: tuple[str, ...] = ()) -> Category:
    label: Label = {"de": name, "en": name_en} if name_en else {"de": name}
    return Category(id=code, label=label, members=members)
