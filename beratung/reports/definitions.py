# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reports as data: those that come with the program (``resources/reports``) and those that a centre made itself."""

from collections.abc import Iterable, Mapping
from typing import Protocol
from uuid import UUID

import msgspec

from beratung.domain.codes import Codes
from beratung.domain.errors import BadInput
from beratung.domain.report_definitions import Category, Grouping, Label, ReportDefinition
from beratung.reports.checking import check_definition
from beratung.reports.errors import NoSuchReport, ReportExists, TooManyReports
from beratung.resources import read_yaml

_KIND = "setting"
_ID = UUID("c0ffee00-5e77-4000-8000-000000000002")
"""The one item that holds a centre's own definitions."""
MOST_OWN = 200

STANDARD = ("year", "mbe", "jmd", "gbb", "district", "land", "interpreting", "referrals")
"""The files of ``resources/reports``, in the order of the list."""


class OfferWords(msgspec.Struct, frozen=True):
    """What a report needs to know of an offer."""

    name: str
    handlungsfeld: int


class Items(Protocol):
    """Where a centre's own definitions are kept: public data, as the settings are."""

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        """All items of one kind."""

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        """Store or replace an item."""


class _Shared(Grouping, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A grouping as it stands in the file: ``from`` makes categories out of a code list, before those listed."""

    made_from: str = msgspec.field(name="from", default="")


class _Groupings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    groupings: tuple[_Shared, ...]


class Definitions:
    """All reports of a centre, with their groupings filled in."""

    def __init__(self, codes: Codes, offers: Mapping[str, OfferWords], items: Items) -> None:
        self._items = items
        self.groupings = _groupings(codes, offers)
        """Those that all reports share, by id."""
        self._standard = {d.id: d for d in map(self._read, STANDARD)}

    def all(self) -> tuple[ReportDefinition, ...]:
        """Every report: those of the program first, then the centre's own by their title."""
        own = sorted(self._own().values(), key=lambda found: found.title.get("de", "").casefold())
        return (*self._standard.values(), *own)

    def get(self, name: str) -> ReportDefinition:
        """A report by its id.

        Raises:
            NoSuchReport: there is none.
        """
        found = self._standard.get(name) or self._own().get(name)
        if found is None:
            known = ", ".join(definition.id for definition in self.all())
            raise NoSuchReport(place=name[:60], known=known)
        return found

    def filled(self, definition: ReportDefinition) -> ReportDefinition:
        """The definition with every shared grouping that its tables name and it does not bring itself."""
        own = {grouping.id: grouping for grouping in definition.groupings}
        named = dict.fromkeys(
            name
            for table in definition.tables
            for name in (*table.dimensions, *table.filter)
            if name not in own
        )
        shared = tuple(self.groupings[name] for name in named if name in self.groupings)
        return msgspec.structs.replace(definition, groupings=(*definition.groupings, *shared))

    def checked(self, definition: ReportDefinition) -> ReportDefinition:
        """The definition, filled in.

        Raises:
            BadInput: something in it cannot be counted; it names the table and the remedy.
        """
        found = self.filled(definition)
        check_definition(found, self.groupings)
        return found

    def save(self, definition: ReportDefinition) -> ReportDefinition:
        """Keep a definition of the centre's own, in place of one with the same id.

        Raises:
            BadInput: something in it cannot be counted; it names the table and the remedy.
            ReportExists: a report of the program has this id.
        """
        if definition.id in self._standard:
            raise ReportExists(place=definition.id)
        found = self.checked(msgspec.structs.replace(definition, is_own=True))
        kept = {**self._plain(), found.id: self._slim(found)}
        if len(kept) > MOST_OWN:
            raise TooManyReports(place=definition.id, limit=MOST_OWN)
        self._store(kept.values())
        return found

    def remove(self, name: str) -> None:
        """Forget a definition of the centre's own; what was released stays in the ledger.

        Raises:
            NoSuchReport: the centre has none of this id.
        """
        kept = self._plain()
        if name not in kept:
            raise NoSuchReport(place=name[:60], known=", ".join(kept))
        del kept[name]
        self._store(kept.values())

    def _slim(self, definition: ReportDefinition) -> ReportDefinition:
        """Without the groupings that all share: those follow the program."""
        own = tuple(grouping for grouping in definition.groupings if not grouping.is_standard)
        return msgspec.structs.replace(definition, groupings=own)

    def _own(self) -> dict[str, ReportDefinition]:
        """The centre's own reports; what cannot be counted (any more) is left out."""
        found = {}
        for name, definition in self._plain().items():
            try:
                found[name] = self.checked(definition)
            except BadInput:
                continue
        return found

    def _plain(self) -> dict[str, ReportDefinition]:
        """As stored. Every user can write the item with a program of his own: what is no list of reports is none."""
        for item, body in self._items.items(_KIND):
            if item == _ID:
                try:
                    kept = msgspec.msgpack.decode(body, type=tuple[ReportDefinition, ...])
                except (msgspec.MsgspecError, UnicodeDecodeError):
                    return {}
                return {
                    d.id: msgspec.structs.replace(d, is_own=True) for d in kept if d.id not in self._standard
                }
        return {}

    def _store(self, kept: Iterable[ReportDefinition]) -> None:
        self._items.put_item(_KIND, _ID, msgspec.msgpack.encode(tuple(kept)))

    def _read(self, name: str) -> ReportDefinition:
        return self.checked(read_yaml(f"reports/{name}.yaml", ReportDefinition))


def _groupings(codes: Codes, offers: Mapping[str, OfferWords]) -> dict[str, Grouping]:
    file = read_yaml("reports/groupings.yaml", _Groupings)
    lists = _lists(codes, offers)
    found = {}
    for shared in file.groupings:
        made = tuple(lists[shared.made_from]) if shared.made_from else ()
        taken = {member for category in shared.categories for member in category.members}
        made = tuple(category for category in made if category.id not in taken)
        found[shared.id] = Grouping(
            id=shared.id,
            column=shared.column,
            label=shared.label,
            categories=explicit((*made, *shared.categories), codes),
            is_sensitive=shared.is_sensitive,
            is_standard=True,
        )
    return found


def explicit(categories: Iterable[Category], codes: Codes) -> tuple[Category, ...]:
    """Categories whose rules (``region:EU``, ``continent:2``) are written out as nationalities.

    A nationality that is named counts there; one of a named region does not count with its continent.
    """
    every = tuple(categories)
    taken = {member for category in every for member in category.members if ":" not in member}
    rules: dict[str, tuple[str, ...]] = {}
    for prefix in ("region:", "continent:"):
        for category in every:
            for member in category.members:
                if member.startswith(prefix):
                    wanted = member.removeprefix(prefix)
                    attribute = prefix.removesuffix(":")
                    codes_of = (
                        n.code for n in codes.nationalities.values() if getattr(n, attribute) == wanted
                    )
                    rules[member] = tuple(code for code in codes_of if code not in taken)
                    taken.update(rules[member])
    return tuple(
        msgspec.structs.replace(
            category,
            members=tuple(word for member in category.members for word in rules.get(member, (member,))),
        )
        for category in every
    )


def _lists(codes: Codes, offers: Mapping[str, OfferWords]) -> dict[str, list[Category]]:
    fields = codes.handlungsfelder.values()
    return {
        "nationalities": [
            Category(id=n.code, label=_label(n.name, n.name_en))
            for n in codes.nationalities.values()
            if n.state == "aktuell"
        ],
        "status_groups": [
            Category(id=g.code, label=_label(g.name, g.name_en)) for g in codes.status_groups.values()
        ],
        "districts": [Category(id=d.code, label=_label(d.name, d.name_en)) for d in codes.districts.values()],
        "topics": [Category(id=t.code, label=_label(t.name, t.name_en)) for t in codes.topics.values()],
        "handlungsfelder": [
            Category(
                id=field.code,
                label=_label(field.name, field.name_en),
                members=tuple(t.code for t in codes.topics.values() if t.handlungsfeld == field.nr),
            )
            for field in fields
        ],
        "querschnitt": [
            Category(id=q.code, label=_label(q.name, q.name_en)) for q in codes.querschnitt.values()
        ],
        "offers": [Category(id=offer, label={"de": words.name}) for offer, words in sorted(offers.items())],
        "offer_fields": [
            Category(
                id=field.code,
                label=_label(field.name, field.name_en),
                members=tuple(o for o, words in sorted(offers.items()) if words.handlungsfeld == field.nr)
                or (f"none of {field.code}",),
            )
            for field in fields
        ],
    }


def _label(name: str, name_en: str) -> Label:
    return {"de": name, "en": name_en} if name_en else {"de": name}
