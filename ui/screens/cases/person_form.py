# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The form of a person and a case: short for recording somebody, whole for everything that is known."""

from uuid import UUID

import msgspec
from PySide6.QtWidgets import QWidget

from beratung.domain.cases import Case, GermanSkill, Programme, ResidenceTitle
from beratung.domain.codes import Codes
from beratung.domain.errors import N_, BadInput
from beratung.domain.people import Address, Client, Contact, Gender
from beratung.i18n import _, current
from ui.models.choices import FREQUENT_NATIONALITIES, municipalities, nationalities
from ui.models.dates import Lean
from ui.models.words import say_programme
from ui.screens.cases.rows import (
    employment_rows,
    family_rows,
    genders,
    qualification_rows,
    residence_rows,
)
from ui.widgets.date_field import BirthField, DateField
from ui.widgets.form import Field, Form, Group
from ui.widgets.inputs import OPEN, Menu, TextLine, Tick
from ui.widgets.language_rows import GermanEditor, language_rows
from ui.widgets.name_editor import NameEditor
from ui.widgets.picker import Picker
from ui.widgets.row_list import RowList
from ui.widgets.segments import Segments

replace = msgspec.structs.replace


def _programmes() -> list[tuple[Programme | None, str]]:
    return [(None, _(OPEN)), *((p, say_programme(p)) for p in Programme)]


class PersonForm(Form):
    """Everything that a client and a case say of themselves, in groups reached by Alt and a letter."""

    def __init__(self, codes: Codes, *, is_whole: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes, self._is_whole = codes, is_whole
        self._places: dict[str, Field | QWidget] = {}
        self._build_person()
        self._build_languages()
        self._build_reach()
        self._build_residence()
        self._build_german()
        if is_whole:
            self._build_biography()
        self._build_case()

    # Building

    def _build_person(self) -> None:
        group = self.add_group(N_("&Person"), column=230 if self._is_whole else 205)
        self.names = NameEditor()
        self.born = BirthField()
        self.gender: Segments[Gender | None] = Segments(genders)
        self.nationalities = Picker(
            lambda: nationalities(self._codes),
            several=True,
            placeholder=N_("Search a country"),
            frequent=FREQUENT_NATIONALITIES,
        )
        group.add_rows(self.names, above=True)
        self._places["born"] = group.add_field(N_("Born"), self.born, span=2)
        if self._is_whole:
            self._places["gender"] = group.add_field(N_("Gender"), self.gender, span=2)
            self._places["nationality"] = group.add_field(N_("Nationalities"), self.nationalities, span=2)
        else:
            self._places["nationality"] = group.add_field(N_("Nationalities"), self.nationalities)
            self._places["gender"] = group.add_field(N_("Gender"), self.gender, span=2)
        self._places["given_name"] = self.names.given_field
        self._places["family_name"] = self.names.family_field
        self._places["other_names"] = self.names.others
        if not self._is_whole:
            self._places["entry"] = self._entry_field(group)

    def _entry_field(self, group: Group) -> Field:
        self.entry = DateField(lean=Lean.PAST, latest_is_today=True)
        return group.add_field(N_("Entry into Germany"), self.entry)

    def _build_languages(self) -> None:
        group = self.add_group(N_("&Languages"))
        self.languages = language_rows(self._codes)
        group.add_rows(self.languages)
        self._places["languages"] = self.languages

    def _build_reach(self) -> None:
        group = self.add_group(N_("&Address and contact"))
        self.municipality = Picker(
            lambda: municipalities(self._codes), placeholder=N_("Municipality or district")
        )
        self.street, self.postal_code = TextLine(most=200), TextLine(most=12)
        self.phone, self.email = TextLine(most=80), TextLine(most=200)
        self.contact_note = TextLine(N_("for example: call only in the morning"))
        self.protected = Tick(N_("Protected address, never printed"))
        self._places["municipality"] = group.add_field(N_("Municipality"), self.municipality, span=2)
        self._places["address.street"] = group.add_field(N_("Street and number"), self.street)
        self._places["address.postal_code"] = group.add_field(N_("Postal code"), self.postal_code)
        self._places["contact.phone"] = group.add_field(N_("Phone"), self.phone)
        self._places["contact.email"] = group.add_field(N_("E-mail"), self.email)
        self._places["contact.note"] = group.add_field(N_("What to mind"), self.contact_note, span=2)
        group.add_field("", self.protected, span=2, breaks=True)

    def _build_residence(self) -> None:
        group = self.add_group(N_("&Residence"))
        self.residence: RowList[ResidenceTitle] = residence_rows(self._codes, least=1)
        if self._is_whole:
            self._places["entry"] = self._entry_field(group)
        group.add_rows(self.residence)
        self._places["residence"] = self.residence

    def _build_german(self) -> None:
        group = self.add_group(N_("&German"))
        self.german = GermanEditor(tuple(GermanSkill) if self._is_whole else (GermanSkill.OVERALL,))
        group.add_rows(self.german)
        self._places["german"] = self.german

    def _build_biography(self) -> None:
        education = self.add_group(N_("&School and vocational training"))
        self.qualifications = qualification_rows(self._codes)
        education.add_rows(self.qualifications)
        work = self.add_group(N_("&Work"))
        self.employment = employment_rows()
        work.add_rows(self.employment)
        family = self.add_group(N_("&Family"))
        self.family = family_rows()
        family.add_rows(self.family)
        self._places |= {
            "qualifications": self.qualifications,
            "employment": self.employment,
            "family": self.family,
        }

    def _build_case(self) -> None:
        group = self.add_group(N_("&Case"))
        self.programme: Menu[Programme | None] = Menu(_programmes)
        self.counsellor = TextLine(most=80)
        self.opened = DateField(lean=Lean.PAST, latest_is_today=True)
        group.add_field(N_("Programme"), self.programme)
        self._places["counsellor"] = group.add_field(N_("Counsellor in charge"), self.counsellor)
        self._places["opened"] = group.add_field(N_("Opened on"), self.opened)

    # Values

    def fill(self, client: Client, case: Case) -> None:
        """Show a client and a case without telling anyone."""
        self.names.set_value(client.names)
        self.born.set_value(client.born)
        self.gender.set_value(client.gender)
        self.nationalities.set_codes(client.nationalities)
        self.languages.set_values(client.languages)
        self.municipality.set_code(client.address.municipality)
        self.street.set_value(client.address.street)
        self.postal_code.set_value(client.address.postal_code)
        self.protected.set_value(client.address.is_protected)
        self.phone.set_value(client.contact.phone)
        self.email.set_value(client.contact.email)
        self.contact_note.set_value(client.contact.note)
        self.entry.set_value(case.entry)
        self.residence.set_values(case.residence)
        self.german.set_value(case.german)
        if self._is_whole:
            self.qualifications.set_values(case.qualifications)
            self.employment.set_values(case.employment)
            self.family.set_values(client.family)
        self.programme.set_value(case.programme)
        self.counsellor.set_value(case.counsellor)
        self.opened.set_value(case.opened)
        self.place_problem(None)

    def client(self, base: Client) -> Client:
        """Return the client as the form says it; what the form does not show stays."""
        changed = replace(
            base,
            names=self.names.value(),
            born=self.born.value(),
            gender=self.gender.value(),
            nationalities=self.nationalities.codes(),
            languages=self.languages.values(),
            address=Address(
                municipality=self.municipality.code(),
                street=self.street.value(),
                postal_code=self.postal_code.value(),
                is_protected=self.protected.value(),
            ),
            contact=Contact(
                phone=self.phone.value(), email=self.email.value(), note=self.contact_note.value()
            ),
        )
        return replace(changed, family=self.family.values()) if self._is_whole else changed

    def case(self, base: Case) -> Case:
        """Return the case as the form says it; what the form does not show stays."""
        changed = replace(
            base,
            entry=self.entry.value(),
            residence=self.residence.values(),
            german=self.german.value(),
            programme=self.programme.value(),
            counsellor=self.counsellor.value(),
            opened=self.opened.value() or base.opened,
        )
        if not self._is_whole:
            return changed
        return replace(
            changed, qualifications=self.qualifications.values(), employment=self.employment.values()
        )

    # Problems

    def place_problem(self, error: BadInput | None) -> bool:
        """Say at its field what a service found wrong and go there; False where no field is meant."""
        for target in self._places.values():
            if isinstance(target, Field):
                target.set_problem("")
        if error is None:
            return True
        known = [place for place in self._places if error.place.startswith(place)]
        if not known:
            return False
        target = self._places[max(known, key=len)]
        if not isinstance(target, Field):
            target.setFocus()
            return False
        details = {**error.details, "place": target.label.text() or error.place}
        target.set_problem(current().gettext(error.message) % details)
        target.widget.setFocus()
        return True

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        super().retranslate()
        self.setAccessibleName(_("Person and case"))


def empty_records(subject: UUID, case: UUID, template: Case) -> tuple[Client, Case]:
    """Return a client without anything and a case like a template, neither of them stored."""
    return Client(id=subject, subject=subject), replace(template, id=case, subject=subject, version=0)
