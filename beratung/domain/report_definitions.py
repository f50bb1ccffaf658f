# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a report counts: definitions as data. Public data, not sealed; no person is named in one."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from enum import StrEnum

import msgspec

from beratung.domain.base import Value
from beratung.domain.statistics_views import Detail

Label = dict[str, str]
"""By language: ``de`` always, ``en`` where there is one."""


class Measure(StrEnum):
    """What is counted."""

    CONSULTATIONS = "consultations"
    MENTIONS = "mentions"
    """Consultations, once for each of their topics."""
    CROSS_MENTIONS = "cross_mentions"
    """Consultations, once for each of their cross-cutting topics."""
    PERSONS = "persons"
    """Different people; quarters do not add up to the year."""
    NEW_PERSONS = "new_persons"
    """People whose first consultation of the year lies in the period: quarters add up to the year."""
    REFERRALS = "referrals"
    UNMET = "unmet"
    CLOSINGS = "closings"
    INTERPRETING = "interpreting"
    APPOINTMENTS = "appointments"

    @property
    def counts_people(self) -> bool:
        """Whether a person counts once however much happened."""
        return self in {Measure.PERSONS, Measure.NEW_PERSONS}


class PeriodKind(StrEnum):
    """For how long a report is made."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class Category(Value, frozen=True, kw_only=True):
    """One row or column of a table; within a dimension one id always means the same."""

    id: str
    label: Label = msgspec.field(default_factory=dict)
    members: tuple[str, ...] = ()
    """Of the finest grouping: words of the facts, ``region:EU`` and ``continent:4`` stand for all such nationalities.
    Of any other: categories of the finest one. Empty: the id itself."""
    is_rest: bool = False
    """Takes everything that no other category takes, the unknown as well."""
    words: tuple[str, ...] = ()
    """The words of the facts that it takes; filled in from the members."""

    def text(self, language: str = "de") -> str:
        """The label, else the id."""
        return self.label.get(language) or self.label.get("de") or self.id


class Grouping(Value, frozen=True, kw_only=True):
    """A way to sort the words of a column of facts into categories."""

    id: str
    column: str
    """A column of the facts, or ``month`` or ``quarter``."""
    dimension: str = ""
    """What it is called in tables; empty: as the column. Groupings of one dimension put the same things together."""
    label: Label = msgspec.field(default_factory=dict)
    categories: tuple[Category, ...]
    """Exactly one of them is the rest, so that every table counts everybody."""
    is_sensitive: bool = False
    """If all people of a row share a category, the row tells it of each of them."""
    is_standard: bool = False
    """As the program brings it along."""
    stands: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Categories of the dimension, of whatever grouping, that stand for several of the finest; filled in."""

    @property
    def name(self) -> str:
        """The name of the dimension in tables."""
        return self.dimension or self.column


class TableDefinition(Value, frozen=True, kw_only=True):
    """One table of a report."""

    id: str
    title: Label
    measure: Measure = Measure.PERSONS
    rows: str
    """The id of a grouping."""
    columns: str = ""
    """The id of another grouping; empty: the numbers stand in one column."""
    layers: str = ""
    """The id of a third."""
    filter: dict[str, str] = msgspec.field(default_factory=dict)
    """By id of a grouping the one category that is counted."""
    threshold: int | None = None
    """None is the report's."""
    within_year: Detail | None = None
    """In which detail it stands in quarters and other parts of a year where nobody decides; None: as is usual."""
    year: Detail = Detail.FULL
    """The same for the year."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The ids of the groupings it is laid out by."""
        return tuple(name for name in (self.rows, self.columns, self.layers) if name)


class ReportDefinition(Value, frozen=True, kw_only=True):
    """A report: its tables, for which periods, how they are protected and where the form comes from."""

    id: str
    title: Label
    purpose: Label = msgspec.field(default_factory=dict)
    periods: tuple[PeriodKind, ...] = (PeriodKind.YEAR,)
    tables: tuple[TableDefinition, ...]
    groupings: tuple[Grouping, ...] = ()
    """In place of, or besides, those that all reports share."""
    threshold: int = 3
    zeros: str = "printed"
    source: str = ""
    """Where the form was read, or that it was not found."""
    is_own: bool = False
    """Made by the centre; the others come with the program."""

    def grouping(self, name: str) -> Grouping:
        """The grouping of an id; raises KeyError."""
        return {grouping.id: grouping for grouping in self.groupings}[name]

    def table(self, name: str) -> TableDefinition:
        """The table of an id; raises KeyError."""
        return {table.id: table for table in self.tables}[name]


def merged(
    definition: ReportDefinition, grouping: str, categories: tuple[str, ...], label: Label
) -> ReportDefinition:
    """The definition with some categories of a grouping as one under the given label.

    Its id follows from what it stands for, so that the same merge is called the same in every report.
    """
    old = definition.grouping(grouping)
    chosen = [c for c in old.categories if c.id in categories]
    if len(chosen) < 2:
        return definition
    parts = tuple(sorted({part for c in chosen for part in old.stands.get(c.id, (c.id,))}))
    known = {frozenset(some): name for name, some in old.stands.items()}
    one = Category(
        id=known.get(frozenset(parts)) or merged_id(parts),
        label=label,
        members=parts,
        is_rest=any(c.is_rest for c in chosen),
        words=tuple(dict.fromkeys(word for c in chosen for word in c.words)),
    )
    place = next((c.id for c in chosen if c.is_rest), chosen[0].id)
    kept = [one if c.id == place else c for c in old.categories if c.id == place or c not in chosen]
    new = msgspec.structs.replace(
        old, categories=tuple(kept), is_standard=False, stands={**old.stands, one.id: parts}
    )
    return msgspec.structs.replace(
        definition,
        groupings=tuple(new if g.id == grouping else g for g in definition.groupings),
        tables=tuple(_with_filter(table, grouping, one.id, set(categories)) for table in definition.tables),
    )


def leaving_out(
    definition: ReportDefinition, tables: tuple[str, ...], *, name: str, title: str
) -> ReportDefinition:
    """The definition under another name, without some of its tables."""
    kept = tuple(table for table in definition.tables if table.id not in tables)
    return msgspec.structs.replace(definition, id=name, title={"de": title}, tables=kept, is_own=True)


def narrowed(
    definition: ReportDefinition, filters: Mapping[str, str], *, name: str = "", title: str = ""
) -> ReportDefinition:
    """The definition about a part of the people: by id of a grouping the category that is counted.

    Tables laid out by such a grouping are left out: they show that already. With a name it becomes the centre's own.
    """
    about = {definition.grouping(one).name for one in filters}
    tables = tuple(
        msgspec.structs.replace(table, filter={**table.filter, **filters})
        for table in definition.tables
        if not about & {definition.grouping(one).name for one in (*table.dimensions, *table.filter)}
    )
    found = msgspec.structs.replace(definition, tables=tables)
    return msgspec.structs.replace(found, id=name, title={"de": title}, is_own=True) if name else found


def free_name(title: str, taken: Collection[str]) -> str:
    """A short name that a file and a call of the command line can bear, and that no report has yet."""
    plain = unicodedata.normalize("NFKD", title.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50]
    name = name if name[:1].isalpha() else f"bericht-{name}".rstrip("-")
    every = [name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))]
    return next(one for one in every if one not in taken)


def merged_id(parts: tuple[str, ...]) -> str:
    """The id of a category that stands for others: the same for the same ones, whoever merged them."""
    plain = SEPARATOR.join(sorted(parts))
    return plain if len(plain) <= MOST_ID else f"merged-{hashlib.sha256(plain.encode()).hexdigest()[:12]}"


SEPARATOR = "|"
MOST_ID = 120


def _with_filter(table: TableDefinition, grouping: str, one: str, gone: set[str]) -> TableDefinition:
    """A filter on a category that was merged is one on the merged category."""
    if table.filter.get(grouping) not in gone:
        return table
    return msgspec.structs.replace(table, filter={**table.filter, grouping: one})
