# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rows of a record that stand several times: residence titles, qualifications, work, family members."""

from collections.abc import Callable

import msgspec

from beratung.domain.cases import Employment, Qualification, ResidenceTitle
from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.people import FamilyMember, Gender, Relation
from beratung.i18n import _, pgettext
from ui.models.choices import FREQUENT_NATIONALITIES, nationalities, statuses
from ui.models.dates import Lean, today
from ui.models.words import EMPLOYMENT_KINDS, GENDERS, QUALIFICATION_KINDS, RECOGNITIONS, RELATIONS
from ui.widgets.date_field import BirthField, DateField
from ui.widgets.inputs import OPEN, Menu, NumberField, TextLine, Tick
from ui.widgets.picker import Picker
from ui.widgets.row_list import Row, RowList
from ui.widgets.segments import Segments, TriState

FIKTION = "fiktion_81_4"
"""The Fiktionsbescheinigung under which the title before it continues to apply."""


def genders() -> list[tuple[Gender | None, str]]:
    """Return the genders and "open" as a strip of words."""
    return [*((gender, _(word)) for gender, word in GENDERS.items()), (None, pgettext("answer", "open"))]


class ResidenceRow(Row[ResidenceTitle]):
    """A residence title with its dates, Nebenbestimmung and where it was seen."""

    def __init__(self, codes: Codes) -> None:
        super().__init__(column=180, most=4)
        self._kept: ResidenceTitle | None = None
        self.status = Picker(lambda: statuses(codes), placeholder=N_("Paragraph or name"))
        self.issued = DateField(lean=Lean.PAST)
        self.until = DateField()
        self.unlimited = Tick(N_("Unlimited"))
        self.since = DateField(lean=Lean.PAST)
        self.first = TriState()
        self.previous = Picker(lambda: statuses(codes), placeholder=N_("Paragraph or name"))
        self.note = TextLine(N_("as printed on the card"))
        self.source = TextLine(N_("for example eAT or letter of the authority"))
        self.on = DateField(lean=Lean.PAST, latest_is_today=True)
        self.add_field(N_("Residence status"), self.status, span=2)
        self.add_field(N_("Issued on"), self.issued)
        self.until_field = self.add_field(N_("Valid until"), self.until)
        self.previous_field = self.add_field(N_("Title that continues to apply"), self.previous, span=2)
        self.add_field(N_("Held without a gap since"), self.since)
        self.add_field(N_("First title of this kind"), self.first)
        self.add_field(N_("Validity"), self.unlimited)
        self.add_field(N_("Nebenbestimmung"), self.note, span=2)
        self.add_field(N_("Source"), self.source)
        self.add_field(N_("Seen on"), self.on)
        self.status.changed.connect(self._fit)
        self.unlimited.changed.connect(self._fit)
        self._fit()

    def value(self) -> ResidenceTitle | None:
        """Return the title; None where no status was picked."""
        status = self.status.code()
        if status is None:
            return None
        return ResidenceTitle(
            status=status,
            issued=self.issued.value(),
            until=None if self.unlimited.value() else self.until.value(),
            is_unlimited=self.unlimited.value(),
            held_since=self.since.value(),
            first_issue=self.first.value(),
            previous_status=self.previous.code() if status == FIKTION else None,
            note=self.note.value(),
            source=self.source.value(),
            on=self.on.value(),
        )

    def set_value(self, value: ResidenceTitle) -> None:
        """Show a title without telling anyone."""
        self.status.set_code(value.status)
        self.issued.set_value(value.issued)
        self.until.set_value(value.until)
        self.unlimited.set_value(value.is_unlimited)
        self.since.set_value(value.held_since)
        self.first.set_value(value.first_issue)
        self.previous.set_code(value.previous_status)
        self.note.set_value(value.note)
        self.source.set_value(value.source)
        self.on.set_value(value.on)
        self._fit()

    def problem(self) -> str:
        """Say what is wrong, also where the days do not follow each other."""
        issued, until = self.issued.value(), self.until.value()
        if issued and until and until < issued and not self.unlimited.value():
            return _("The last day lies before the day of issue.")
        return super().problem()

    def tell(self) -> None:
        """Say now what is wrong."""
        super().tell()
        own = super().problem()
        self.until_field.set_problem("" if own else self.problem())

    def _fit(self) -> None:
        """Show only what this status asks for."""
        self.until.setEnabled(not self.unlimited.value())
        self.previous_field.setVisible(self.status.code() == FIKTION)
        self.columns.invalidate()
        self.updateGeometry()


class QualificationRow(Row[Qualification]):
    """A school, a vocational training or a degree."""

    def __init__(self, codes: Codes) -> None:
        super().__init__(column=150, most=6)
        self.kind: Menu[str] = Menu(lambda: [(k, _(word)) for k, word in QUALIFICATION_KINDS.items()])
        self.title = TextLine()
        self.country = Picker(lambda: nationalities(codes), frequent=FREQUENT_NATIONALITIES)
        self.finished = NumberField(N_("Year"), least=1920, most=today().year + 10)
        self.completed = TriState()
        self.recognition: Menu[str] = Menu(
            lambda: [("", _(OPEN)), *((state, _(word)) for state, word in RECOGNITIONS.items())]
        )
        self.add_field(N_("Kind"), self.kind)
        self.add_field(N_("Title or occupation"), self.title, span=2)
        self.add_field(N_("Country"), self.country)
        self.add_field(N_("Year"), self.finished)
        self.add_field(N_("Recognition"), self.recognition)
        self.add_field(N_("Completed"), self.completed)

    def value(self) -> Qualification | None:
        """Return the qualification; None where nothing but its kind is said."""
        said = (self.title.value(), self.country.code(), self.finished.text(), self.recognition.value())
        if not any(said) and self.completed.value() is None and self.kind.value() == "school":
            return None
        return Qualification(
            kind=self.kind.value(),
            title=self.title.value(),
            country=self.country.code() or "",
            finished=self.finished.whole(),
            is_completed=self.completed.value(),
            recognition=self.recognition.value(),
        )

    def set_value(self, value: Qualification) -> None:
        """Show a qualification without telling anyone."""
        self.kind.set_value(value.kind)
        self.title.set_value(value.title)
        self.country.set_code(value.country)
        self.finished.set_value(value.finished)
        self.completed.set_value(value.is_completed)
        self.recognition.set_value(value.recognition)


class EmploymentRow(Row[Employment]):
    """A job, a training place, or being without."""

    def __init__(self) -> None:
        super().__init__(column=150, most=5)
        self.kind: Menu[str] = Menu(lambda: [(k, _(word)) for k, word in EMPLOYMENT_KINDS.items()])
        self.title = TextLine()
        self.since = DateField(lean=Lean.PAST)
        self.until = DateField()
        self.hours = NumberField(N_("hours a week"), is_whole=False, most=100)
        self.add_field(N_("Kind"), self.kind)
        self.add_field(N_("Occupation"), self.title)
        self.add_field(N_("Since"), self.since)
        self.until_field = self.add_field(N_("Until"), self.until)
        self.add_field(N_("Hours a week"), self.hours)

    def value(self) -> Employment | None:
        """Return the employment; a row that is there says something."""
        return Employment(
            kind=self.kind.value(),
            title=self.title.value(),
            since=self.since.value(),
            until=self.until.value(),
            hours_per_week=self.hours.value(),
        )

    def set_value(self, value: Employment) -> None:
        """Show an employment without telling anyone."""
        self.kind.set_value(value.kind)
        self.title.set_value(value.title)
        self.since.set_value(value.since)
        self.until.set_value(value.until)
        self.hours.set_value(value.hours_per_week)

    def problem(self) -> str:
        """Say what is wrong, also where the days do not follow each other."""
        since, until = self.since.value(), self.until.value()
        if since and until and until < since:
            return _("The last day lies before the first one.")
        return super().problem()

    def tell(self) -> None:
        """Say now what is wrong."""
        super().tell()
        self.until_field.set_problem("" if super().problem() else self.problem())


class FamilyRow(Row[FamilyMember]):
    """A member of the family, with the age that the birth date gives."""

    def __init__(self) -> None:
        super().__init__(column=170, most=4)
        self._kept: FamilyMember | None = None
        self.relation: Menu[Relation] = Menu(lambda: [(r, _(word)) for r, word in RELATIONS.items()])
        self.text = TextLine(most=120)
        self.born = BirthField()
        self.gender: Segments[Gender | None] = Segments(genders)
        self.gender.set_value(None)
        self.household = TriState()
        self.note = TextLine()
        self.add_field(N_("Relation"), self.relation)
        self.add_field(N_("Name"), self.text)
        self.add_field(N_("Born"), self.born, span=2)
        self.add_field(N_("Gender"), self.gender, span=2)
        self.add_field(N_("Lives in the household"), self.household)
        self.add_field(N_("Note"), self.note)
        self.relation.set_value(Relation.CHILD)

    def value(self) -> FamilyMember | None:
        """Return the member; a row that is there says something."""
        member = FamilyMember(
            name=self.text.value(),
            relation=self.relation.value(),
            born=self.born.value(),
            gender=self.gender.value(),
            in_household=self.household.value(),
            note=self.note.value(),
        )
        if self._kept is not None:
            return msgspec.structs.replace(member, client=self._kept.client)
        return member

    def set_value(self, value: FamilyMember) -> None:
        """Show a member without telling anyone."""
        self._kept = value
        self.relation.set_value(value.relation)
        self.text.set_value(value.name)
        self.born.set_value(value.born)
        self.gender.set_value(value.gender)
        self.household.set_value(value.in_household)
        self.note.set_value(value.note)


def residence_rows(codes: Codes, least: int = 0) -> RowList[ResidenceTitle]:
    """Return an editor for residence titles; a new one stands on top."""
    make: Callable[[], Row[ResidenceTitle]] = lambda: ResidenceRow(codes)  # noqa: E731 (typed for RowList)
    return RowList(make, N_("Add a newer title"), newest_first=True, repeats_labels=True, least=least)


def qualification_rows(codes: Codes) -> RowList[Qualification]:
    """Return an editor for qualifications."""
    return RowList(lambda: QualificationRow(codes), N_("Add a qualification"), repeats_labels=True)


def employment_rows() -> RowList[Employment]:
    """Return an editor for work."""
    return RowList(EmploymentRow, N_("Add work or training"))


def family_rows() -> RowList[FamilyMember]:
    """Return an editor for family members."""
    return RowList(FamilyRow, N_("Add a family member"), repeats_labels=True)
