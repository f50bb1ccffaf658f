# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The form of a report of one's own: what is counted, by what, of whom, for which periods."""

from collections import Counter
from collections.abc import Collection, Sequence

import msgspec
from PySide6.QtWidgets import QWidget

from beratung.domain.errors import N_
from beratung.domain.report_definitions import (
    Grouping,
    Measure,
    PeriodKind,
    ReportDefinition,
    TableDefinition,
    free_name,
)
from beratung.i18n import _, ngettext
from ui.models.choices import Choice
from ui.widgets.columns import ColumnsLayout
from ui.widgets.form import Field
from ui.widgets.inputs import Menu, NumberField, TextLine
from ui.widgets.labels import Text
from ui.widgets.picker import Picker

NOTHING = ""
MANY = 60
"""From so many numbers on it is said that a coarser table shows more of them."""


def _measures() -> Sequence[tuple[Measure, str]]:
    return (
        (Measure.PERSONS, _("people")),
        (Measure.NEW_PERSONS, _("people, in the period of their first consultation of the year")),
        (Measure.CONSULTATIONS, _("consultations")),
        (Measure.MENTIONS, _("mentions of topics")),
        (Measure.CROSS_MENTIONS, _("mentions of cross-cutting topics")),
        (Measure.REFERRALS, _("referrals")),
        (Measure.UNMET, _("unmet needs")),
        (Measure.CLOSINGS, _("closed cases")),
        (Measure.INTERPRETING, _("requests for an interpreter")),
        (Measure.APPOINTMENTS, _("appointments")),
    )


def _periods() -> Sequence[tuple[tuple[PeriodKind, ...], str]]:
    return (
        ((PeriodKind.YEAR,), _("years")),
        ((PeriodKind.YEAR, PeriodKind.HALF), _("years and half-years")),
        ((PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER), _("years, half-years and quarters")),
        (tuple(PeriodKind), _("years, half-years, quarters and months")),
    )


def is_simple(definition: ReportDefinition) -> bool:
    """Whether the form can say all of a report."""
    tables = definition.tables
    known = [set(kinds) for kinds, _words in _periods()]
    return (
        len(tables) == 1
        and not tables[0].layers
        and len(tables[0].filter) <= 1
        and all(grouping.is_standard for grouping in definition.groupings)
        and set(definition.periods) in known
    )


class OwnForm(QWidget):
    """Fields for a report of one table, with a line that says how big it becomes."""

    def __init__(self) -> None:
        super().__init__()
        self._groupings: tuple[Grouping, ...] = ()
        self.title = TextLine()
        self.measure: Menu[Measure] = Menu(_measures)
        self.rows: Menu[str] = Menu(list)
        self.columns: Menu[str] = Menu(list)
        self.only = Picker(self._parts, placeholder=N_("everybody"))
        self.periods: Menu[tuple[PeriodKind, ...]] = Menu(_periods)
        self.threshold = NumberField(least=3, most=20)
        self.fields = (
            Field(N_("Title"), self.title, hint=N_("It stands on the pages that leave the house.")),
            Field(N_("What is counted"), self.measure),
            Field(N_("Lines"), self.rows),
            Field(N_("Columns"), self.columns),
            Field(N_("Only"), self.only),
            Field(N_("Periods"), self.periods),
            Field(N_("Hide numbers of fewer people than"), self.threshold),
        )
        layout = ColumnsLayout(self, column=250, most=2)
        for number, field in enumerate(self.fields):
            layout.add(field, 2 if number < 2 else 1, breaks=number < 2)
        self.size_words = Text("", "secondary", "muted", wrap=True)
        layout.add(self.size_words, 2, breaks=True)
        self.rows.changed.connect(self._say_size)
        self.columns.changed.connect(self._say_size)
        self.clear()

    def offer(self, groupings: Sequence[Grouping]) -> None:
        """Offer ways to sort; what is chosen stays so."""
        self._groupings = tuple(groupings)
        names = _told_apart(groupings)
        self.only.refresh()
        self.rows.offer(names)
        self.columns.offer([(NOTHING, _("none: one number a line")), *names])
        self._say_size()

    def _parts(self) -> Sequence[Choice]:
        return [
            Choice(f"{one.id}={category.id}", category.text(), group=one.label.get("de", one.id))
            for one in self._groupings
            for category in one.categories
        ]

    def _say_size(self) -> None:
        sizes = {one.id: len(one.categories) for one in self._groupings}
        lines = sizes.get(self.rows.value(), 0) if self.rows.count() else 0
        columns = sizes.get(self.columns.value(), 1) if self.columns.count() else 1
        said = ngettext("%(n)d line", "%(n)d lines", lines) % {"n": lines}
        if columns > 1:
            said += " × " + ngettext("%(n)d column", "%(n)d columns", columns) % {"n": columns}
        if lines * columns >= MANY:
            said += ". " + _("The finer a table, the more of it must be hidden.")
        self.size_words.setText(said if lines else "")

    # -- what it says ------------------------------------------------------------------------------------

    def show_definition(self, own: ReportDefinition) -> None:
        """Show a report that the form can say."""
        table = own.tables[0]
        self.title.set_value(own.title.get("de", own.id))
        self.measure.set_value(table.measure)
        self.rows.set_value(table.rows)
        self.columns.set_value(table.columns)
        self.only.set_code(next((f"{name}={code}" for name, code in table.filter.items()), None))
        kinds = next((kinds for kinds, _words in _periods() if set(kinds) == set(own.periods)), own.periods)
        self.periods.set_value(kinds)
        self.threshold.set_value(table.threshold or own.threshold)
        self._say_size()

    def clear(self) -> None:
        """Begin anew."""
        self.title.set_value("")
        self.threshold.set_value(3)
        self.only.set_code(None)
        for field in self.fields:
            field.set_problem("")

    def definition(self, base: ReportDefinition | None, taken: Collection[str]) -> ReportDefinition | None:
        """What the form says, in place of ``base`` or under a name that is not taken; None while something is missing."""
        title = self.title.value().strip()
        if not title:
            self.fields[0].set_problem(_("Please give the report a title."))
            self.title.setFocus()
            return None
        threshold = self.threshold.whole()
        if threshold is None or self.threshold.problem():
            self.fields[-1].tell()
            return None
        name, _sign, category = (self.only.code() or "").partition("=")
        table = TableDefinition(
            id="table", title={"de": title}, measure=self.measure.value(), rows=self.rows.value(),
            columns=self.columns.value(), filter={name: category} if category else {}, threshold=threshold,
        )  # fmt: skip
        if base is not None:
            table = msgspec.structs.replace(table, id=base.tables[0].id)
        return ReportDefinition(
            id=base.id if base is not None else free_name(title, taken),
            title={"de": title},
            periods=self.periods.value(),
            tables=(table,),
            threshold=threshold,
            is_own=True,
        )

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for field in self.fields:
            field.retranslate()
        self.offer(self._groupings)


def _told_apart(groupings: Sequence[Grouping]) -> list[tuple[str, str]]:
    """Groupings with their labels; those of the same label are told apart by how many groups they make of what."""
    labels = Counter(one.label.get("de", one.id) for one in groupings)
    found = []
    for one in groupings:
        label = one.label.get("de", one.id)
        if labels[label] > 1:
            parts = ngettext("%(n)d group", "%(n)d groups", len(one.categories)) % {"n": len(one.categories)}
            label = f"{label} ({parts}: {', '.join(category.text() for category in one.categories[:3])} …)"
        found.append((one.id, label))
    return found
