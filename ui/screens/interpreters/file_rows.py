# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rows of an interpreter's file that stand several times: languages, weekly times, certificates."""

from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.interpreting import Certificate, Direction, SpokenLanguage, WeeklyTime
from beratung.i18n import _
from ui.models.choices import FREQUENT_LANGUAGES, LEVELS, languages
from ui.models.dates import Lean
from ui.models.file_words import DIRECTIONS
from ui.screens.sprachmittler.absences_part import EVENING, MORNING, weekdays
from ui.widgets.date_field import DateField
from ui.widgets.inputs import OPEN, Menu, TextLine, said
from ui.widgets.picker import Picker
from ui.widgets.row_list import Row, RowList
from ui.widgets.segments import TriState
from ui.widgets.time_field import TimeField


def _levels() -> list[tuple[str, str]]:
    return [("", _(OPEN)), *((level, level) for level in LEVELS)]


class SpokenRow(Row[SpokenLanguage]):
    """A language with its dialects, how well it is spoken, which way, and whether texts can be read out."""

    def __init__(self, codes: Codes) -> None:
        super().__init__(column=128, most=4)
        self.language = Picker(
            lambda: languages(codes), placeholder=N_("Search a language"), frequent=FREQUENT_LANGUAGES
        )
        self.dialects = TextLine(N_("with commas"), most=300)
        self.level: Menu[str] = Menu(_levels)
        self.direction: Menu[Direction] = Menu(said(DIRECTIONS))
        self.reads = TriState()
        self.add_field(N_("Language"), self.language, span=2)
        self.add_field(N_("Dialects"), self.dialects, span=2)
        self.add_field(N_("Level"), self.level)
        self.add_field(N_("Direction"), self.direction)
        self.add_field(N_("Reads texts out"), self.reads, span=2)

    def value(self) -> SpokenLanguage | None:
        """Return the language; None where none was picked."""
        code = self.language.code()
        if code is None:
            return None
        return SpokenLanguage(
            code=code,
            dialects=tuple(filter(None, (word.strip() for word in self.dialects.value().split(",")))),
            level=self.level.value(),
            direction=self.direction.value(),
            may_read=self.reads.value(),
        )

    def set_value(self, value: SpokenLanguage) -> None:
        """Show a language without telling anyone."""
        self.language.set_code(value.code)
        self.dialects.set_value(", ".join(value.dialects))
        self.level.set_value(value.level)
        self.direction.set_value(value.direction)
        self.reads.set_value(value.may_read)

    def problem(self) -> str:
        """Say what is wrong, also where something is said of no language."""
        own = super().problem()
        if not own and self.dialects.value() and self.language.code() is None:
            return _("Please choose the language.")
        return own

    def tell(self) -> None:
        """Say now what is wrong."""
        super().tell()
        if not super().problem():
            self.fields[0].set_problem(self.problem())


class WeeklyRow(Row[WeeklyTime]):
    """A time at which somebody can be asked in each week."""

    def __init__(self) -> None:
        super().__init__(column=112, most=3)
        self.weekday: Menu[int] = Menu(weekdays)
        self.opens, self.closes = TimeField(), TimeField()
        self.opens.set_value(MORNING)
        self.closes.set_value(EVENING)
        self.add_field(N_("Day"), self.weekday)
        self.add_field(N_("From"), self.opens)
        self.to_field = self.add_field(N_("To"), self.closes)

    def value(self) -> WeeklyTime | None:
        """Return the time; None where it is none."""
        start, end = self.opens.value(), self.closes.value()
        if start is None or end is None:
            return None
        return WeeklyTime(weekday=self.weekday.value(), start=start, end=end)

    def set_value(self, value: WeeklyTime) -> None:
        """Show a time without telling anyone."""
        self.weekday.set_value(value.weekday)
        self.opens.set_value(value.start)
        self.closes.set_value(value.end)

    def problem(self) -> str:
        """Say what is wrong, also where the end does not follow the start."""
        start, end = self.opens.value(), self.closes.value()
        if start is not None and end is not None and end <= start:
            return _("The end must lie after the start.")
        return super().problem()

    def tell(self) -> None:
        """Say now what is wrong."""
        super().tell()
        self.to_field.set_problem("" if super().problem() else self.problem())


class CertificateRow(Row[Certificate]):
    """A training or an examination, and when it was."""

    def __init__(self) -> None:
        super().__init__(column=150, most=3)
        self.text = TextLine(most=200)
        self.on = DateField(lean=Lean.PAST, latest_is_today=True)
        self.add_field(N_("Training or examination"), self.text, span=2)
        self.add_field(N_("Date"), self.on)

    def value(self) -> Certificate | None:
        """Return the certificate; None where it has no name."""
        if not self.text.value():
            return None
        return Certificate(name=self.text.value(), on=self.on.value())

    def set_value(self, value: Certificate) -> None:
        """Show a certificate without telling anyone."""
        self.text.set_value(value.name)
        self.on.set_value(value.on)


def spoken_rows(codes: Codes) -> RowList[SpokenLanguage]:
    """Return an editor for the languages of an interpreter."""
    return RowList(lambda: SpokenRow(codes), N_("Add a language"), repeats_labels=True)


def weekly_rows() -> RowList[WeeklyTime]:
    """Return an editor for weekly times."""
    return RowList(WeeklyRow, N_("Add a weekly time"))


def certificate_rows() -> RowList[Certificate]:
    """Return an editor for certificates."""
    return RowList(CertificateRow, N_("Add a certificate"))
