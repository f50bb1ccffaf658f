# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The form of an interpreter's file: everything that the centre keeps of a person or a service."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from PySide6.QtWidgets import QWidget

from beratung.domain.codes import Codes
from beratung.domain.errors import N_, BadInput
from beratung.domain.interpreting import FeeModel, InterpreterFile, InterpreterKind, SpokenLanguage
from beratung.domain.people import Gender
from beratung.domain.planning import Mode
from beratung.domain.views import UserView
from beratung.i18n import _, current
from ui.models.calendar_words import MODES
from ui.models.choices import FREQUENT_LANGUAGES, languages, municipalities, topics
from ui.models.dates import Lean, today
from ui.models.file_words import districts
from ui.screens.cases.rows import genders
from ui.screens.interpreters.file_rows import certificate_rows, spoken_rows, weekly_rows
from ui.widgets.date_field import DateField
from ui.widgets.form import Field, Form
from ui.widgets.inputs import Menu, NumberField, TextBox, TextLine, Tick
from ui.widgets.note import Note
from ui.widgets.picker import Picker
from ui.widgets.segments import Segments, TriState

replace = msgspec.structs.replace
_UNITS = {60: N_("for each begun hour"), 30: N_("for each begun half hour"),
          15: N_("for each begun quarter of an hour"), 0: N_("for the whole job")}  # fmt: skip


class FileForm(Form):
    """A person or a service: who, which languages, the pledge of secrecy, when and where, what it costs."""

    def __init__(self, codes: Codes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = codes
        self._places: dict[str, Field | QWidget] = {}
        self._spoken: dict[str, SpokenLanguage] = {}
        self._kind = InterpreterKind.PERSON
        self._users: tuple[UserView, ...] = ()
        self._for_people: list[QWidget] = []
        self._for_services: list[QWidget] = []
        self._build_who()
        self._build_pledge()
        self._build_languages()
        self._build_times()
        self._build_limits()
        self._build_fee()

    # Building

    def _build_who(self) -> None:
        group = self.add_group(N_("&Who"), column=180)
        self.text = TextLine(most=200)
        self.phone, self.email = TextLine(most=80), TextLine(most=200)
        self.user: Menu[UUID | None] = Menu(lambda: [(None, _("without the program"))])
        self.gender: Segments[Gender | None] = Segments(genders)
        self.born_year = NumberField(N_("Year"), least=1900, most=today().year)
        self.active = Tick(N_("Can be asked"))
        self._places["name"] = group.add_field(N_("Name"), self.text, 2)
        self._places["phone"] = group.add_field(N_("Phone"), self.phone)
        self._places["email"] = group.add_field(N_("E-mail"), self.email)
        self._places["user"] = account = group.add_field(
            N_("Account in this program"), self.user, 2, hint=N_("Without one: paper and files.")
        )
        self._places["born_year"] = born = group.add_field(N_("Year of birth"), self.born_year)
        gender = group.add_field(N_("Gender"), self.gender, 2)
        group.add_field("", self.active, 2, breaks=True)
        self._for_people += [account, born, gender]

    def _build_languages(self) -> None:
        group = self.add_group(N_("&Languages"))
        self.languages = spoken_rows(self._codes)
        self.listed = Picker(
            lambda: languages(self._codes), several=True, placeholder=N_("Search a language"),
            frequent=FREQUENT_LANGUAGES,
        )  # fmt: skip
        listed = group.add_field("", self.listed, 4)
        group.add_rows(self.languages)
        self._places["languages"] = self.languages
        self._for_people.append(self.languages)
        self._for_services.append(listed)

    def _build_pledge(self) -> None:
        group = self.add_group(N_("Secrec&y and training"), column=180)
        self.pledge = Note()
        group.body.insertWidget(0, self.pledge)
        self.pledged = DateField(lean=Lean.PAST, latest_is_today=True)
        self.sworn = TriState()
        self.certificates = certificate_rows()
        self._places["pledged_on"] = group.add_field(N_("Pledge of secrecy signed on"), self.pledged, 2)
        sworn = group.add_field(N_("Sworn (beeidigt)"), self.sworn, 2)
        group.add_rows(self.certificates)
        self._places["certificates"] = self.certificates
        self.pledged.changed.connect(self._say_pledge)
        self._for_people += [sworn, self.certificates]

    def _build_times(self) -> None:
        group = self.add_group(N_("When &and how"), column=150)
        self.modes = {mode: Tick(word) for mode, word in MODES.items()}
        for number, tick in enumerate(self.modes.values()):
            group.add_field("", tick, breaks=number == 0)
        self.max_hours = NumberField(N_("no limit"), least=1, most=80)
        self.lead_days, self.video_lead = NumberField(least=0, most=60), NumberField(least=0, most=60)
        self._places["lead_days"] = group.add_field(N_("Working days ahead"), self.lead_days, breaks=True)
        self._places["max_hours"] = hours = group.add_field(N_("Hours a week, at most"), self.max_hours)
        self._places["video_lead_days"] = video = group.add_field(
            N_("Working days ahead by video"), self.video_lead, 2
        )
        self.weekly = weekly_rows()
        group.add_rows(self.weekly)
        self.never = Note()
        group.body.addWidget(self.never)
        self._places["weekly"] = self.weekly
        self.weekly.changed.connect(self._say_never)
        self._for_people.append(hours)
        self._for_services.append(video)

    def _build_limits(self) -> None:
        group = self.add_group(N_("Where, and wha&t not"), column=180)
        self.municipality = Picker(lambda: municipalities(self._codes), placeholder=N_("Municipality"))
        self.travel = NumberField(N_("minutes"), least=0, most=600)
        self.regions = Picker(lambda: districts(self._codes), several=True, placeholder=N_("everywhere"))
        self.refused = Picker(lambda: topics(self._codes), several=True, placeholder=N_("none"))
        self.psychiatric = Tick(N_("Also psychiatric talks, and talks before an operation"))
        self._places["municipality"] = home = group.add_field(N_("Lives in"), self.municipality, 2)
        self._places["travel_minutes"] = way = group.add_field(N_("Way to the centre, one way"), self.travel)
        self._places["regions"] = regions = group.add_field(N_("Travels to"), self.regions, 4)
        self._places["topics_refused"] = group.add_field(N_("Topics refused"), self.refused, 4)
        serves = group.add_field("", self.psychiatric, 4)
        self._for_people += [home, way, regions]
        self._for_services.append(serves)

    def _build_fee(self) -> None:
        group = self.add_group(N_("&Fee and note"), column=150)
        self.cents = NumberField(N_("€"), is_whole=False, most=10_000)
        self.unit: Menu[int] = Menu(self._units)
        self.job = NumberField(N_("€"), is_whole=False, most=10_000)
        self.km = NumberField(N_("€"), is_whole=False, most=100)
        self.fee_note, self.note = TextLine(most=300), TextBox(2, 8)
        self.source = TextLine(most=300)
        self._places["fee.cents"] = group.add_field(N_("Fee in €"), self.cents)
        self._places["fee.unit_minutes"] = group.add_field(N_("is paid"), self.unit, 2)
        self._places["fee.job_cents"] = group.add_field(N_("For each job in €"), self.job, breaks=True)
        self._places["fee.km_cents"] = group.add_field(N_("For each km in €"), self.km)
        group.add_field(N_("What else was agreed"), self.fee_note, 4)
        self._places["note"] = group.add_field(N_("Note (not shown to the person)"), self.note, 4)
        self._places["source"] = source = group.add_field(N_("Where the facts are from"), self.source, 4)
        self._for_services.append(source)

    def _units(self) -> list[tuple[int, str]]:
        return [(minutes, _(word)) for minutes, word in _UNITS.items()]

    # Values

    def offer_accounts(self, users: Sequence[UserView]) -> None:
        """Offer the accounts that work as Sprachmittler, and the one that is chosen."""
        self._users = tuple(users)
        self._offer(self.user.value())

    def _offer(self, chosen: UUID | None) -> None:
        options: list[tuple[UUID | None, str]] = [(None, _("without the program"))]
        options += [(user.id, user.name) for user in self._users]
        if chosen is not None and chosen not in {user.id for user in self._users}:
            options.append((chosen, _("an account that is closed")))
        self.user.offer(options)
        self.user.set_value(chosen)

    def fill(self, file: InterpreterFile) -> None:
        """Show a file without telling anyone."""
        is_person = file.kind_of is InterpreterKind.PERSON
        self.text.set_value(file.name)
        self.phone.set_value(file.phone)
        self.email.set_value(file.email)
        self._offer(file.user)
        self.gender.set_value(file.gender)
        self.born_year.set_value(file.born_year)
        self.active.set_value(file.is_active)
        self._spoken = {spoken.code: spoken for spoken in file.languages}
        self.languages.set_values(file.languages if is_person else ())
        self.listed.set_codes([] if is_person else [spoken.code for spoken in file.languages])
        self.pledged.set_value(file.pledged_on)
        self.sworn.set_value(file.is_sworn)
        self.certificates.set_values(file.certificates)
        for mode, tick in self.modes.items():
            tick.set_value(mode in file.modes)
        self.max_hours.set_value(file.max_hours)
        self.lead_days.set_value(file.lead_days)
        self.video_lead.set_value(file.video_lead_days)
        self.weekly.set_values(file.weekly)
        self.municipality.set_code(file.municipality)
        self.travel.set_value(file.travel_minutes)
        self.regions.set_codes(file.regions)
        self.refused.set_codes(file.topics_refused)
        self.psychiatric.set_value(file.serves_psychiatric)
        self._fill_fee(file.fee)
        self.note.set_value(file.note)
        self.source.set_value(file.source)
        self._kind = file.kind_of
        for widget in self._for_people:
            widget.setVisible(is_person)
        for widget in self._for_services:
            widget.setVisible(not is_person)
        for group in self.groups:
            group.columns.invalidate()
        self.place_problem(None)
        self._say_pledge()
        self._say_never()

    def _fill_fee(self, fee: FeeModel) -> None:
        if fee.unit_minutes not in _UNITS:
            other = _("for each begun %(n)d minutes") % {"n": fee.unit_minutes}
            self.unit.offer([*self._units(), (fee.unit_minutes, other)])
        self.unit.set_value(fee.unit_minutes)
        self.cents.set_value(fee.cents / 100 if fee.cents else None)
        self.job.set_value(fee.job_cents / 100 if fee.job_cents else None)
        self.km.set_value(fee.km_cents / 100 if fee.km_cents else None)
        self.fee_note.set_value(fee.note)

    def file(self, base: InterpreterFile) -> InterpreterFile:
        """Return the file as the form says it; what the form does not show stays."""
        is_person = base.kind_of is InterpreterKind.PERSON
        listed = tuple(self._spoken.get(code, SpokenLanguage(code=code)) for code in self.listed.codes())
        fee = FeeModel(
            cents=_cents(self.cents), unit_minutes=self.unit.value(), job_cents=_cents(self.job),
            km_cents=_cents(self.km), note=self.fee_note.value(),
        )  # fmt: skip
        weekly = sorted(self.weekly.values(), key=lambda entry: (entry.weekday, entry.start))
        return replace(
            base,
            name=self.text.value(),
            phone=self.phone.value(),
            email=self.email.value(),
            user=self.user.value(),
            gender=self.gender.value(),
            born_year=self.born_year.whole(),
            is_active=self.active.value(),
            languages=self.languages.values() if is_person else listed,
            pledged_on=self.pledged.value(),
            is_sworn=self.sworn.value(),
            certificates=self.certificates.values(),
            modes=_as_before(base.modes, tuple(mode for mode, tick in self.modes.items() if tick.value())),
            max_hours=self.max_hours.whole(),
            lead_days=self.lead_days.whole() or 0,
            video_lead_days=self.video_lead.whole(),
            weekly=tuple(weekly),
            municipality=self.municipality.code(),
            travel_minutes=self.travel.whole(),
            regions=self.regions.codes(),
            topics_refused=self.refused.codes(),
            serves_psychiatric=self.psychiatric.value(),
            fee=fee,
            note=self.note.value(),
            source=self.source.value(),
        )

    # Words

    def _say_pledge(self) -> None:
        if self.pledged.value() is None:
            self.pledge.say(
                _("Without a signed pledge of secrecy (§ 203 StGB) nothing can be booked."),
                "no", "alert-triangle",
            )  # fmt: skip
        else:
            self.pledge.say("")

    def _say_never(self) -> None:
        is_person = self._kind is InterpreterKind.PERSON
        words = _("Without weekly times this person is never asked.") if is_person else ""
        self.never.say("" if self.weekly.rows else words, "unknown", "info-circle")

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
        if target is self.weekly:
            details = {**error.details, "place": _("Weekly times")}
            self.never.say(current().gettext(error.message) % details, "no", "circle-x")
            target.setFocus()
            return True
        if not isinstance(target, Field):
            target.setFocus()
            return False
        details = {**error.details, "place": target.label.text() or error.place}
        self.say_at(max(known, key=len), current().gettext(error.message) % details)
        return True

    def say_at(self, place: str, words: str) -> bool:
        """Say something beside a field, named as in the record; False where it has no place of its own."""
        target = self._places.get(place)
        if not isinstance(target, Field):
            return False
        target.set_problem(words)
        target.widget.setFocus()
        return True

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        super().retranslate()
        self.setAccessibleName(_("File"))
        self._offer(self.user.value())
        self.listed.set_name(_("Languages"))
        self._say_pledge()
        self._say_never()


def new_person(own: UUID) -> InterpreterFile:
    """Return the file of a person of whom nothing is known yet, not stored."""
    return InterpreterFile(id=own, subject=own, name="", modes=(Mode.SITE,))


def new_service(own: UUID) -> InterpreterFile:
    """Return the file of a service of which nothing is known yet, not stored."""
    return InterpreterFile(id=own, subject=own, kind_of=InterpreterKind.POOL, name="", modes=(Mode.PHONE,))


def _cents(field: NumberField) -> int:
    return round((field.value() or 0) * 100)


def _as_before(before: tuple[Mode, ...], now: tuple[Mode, ...]) -> tuple[Mode, ...]:
    """Keep the order of before, so that a file that was only looked at has not changed."""
    return before if set(before) == set(now) else now
