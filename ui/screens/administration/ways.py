# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where places lie, for the ways of interpreters. Nothing is looked up: what nobody typed stays unknown."""

import msgspec

from beratung.domain.errors import N_, BeratungError
from beratung.domain.known_places import KnownPlace
from beratung.i18n import _
from ui import jobs
from ui.models.choices import municipalities
from ui.models.words import say_place
from ui.screens.administration.panel import Panel
from ui.session import Session
from ui.widgets.form import Group
from ui.widgets.inputs import NumberField, Tick
from ui.widgets.labels import Text
from ui.widgets.picker import Picker
from ui.widgets.row_list import Row, RowList

replace = msgspec.structs.replace


class WaysPanel(Panel):
    """The places that a centre knows; saved on leaving and with Ctrl+S."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._stored: tuple[KnownPlace, ...] | None = None
        self.group = Group(N_("&Places for ways"), column=150, most=4)
        self.about = Text("", "body", "muted", wrap=True)
        self.rows: RowList[KnownPlace] = RowList(self._row, N_("Another place"))
        self.group.add_rows(self.rows)
        self.group.body.insertWidget(0, self.about)
        self.cards.addWidget(self.group)
        self.cards.addStretch(1)

    def _row(self) -> "PlaceRow":
        return PlaceRow(self.session)

    def retranslate(self) -> None:
        self.group.retranslate()
        self.about.setText(
            _(
                "Ways are reckoned as the crow flies between these places. Degrees are found on any map; "
                "where a place is missing, the way counts as unknown."
            )
        )

    def load(self) -> None:
        centre = self.session.centre
        jobs.run(self, lambda: centre.settings.places, self._on_loaded, self.session.problem)

    def _on_loaded(self, places: tuple[KnownPlace, ...]) -> None:
        self._stored = places
        self.rows.set_values(places)

    def may_leave(self) -> bool:
        self.save()
        return True

    def save(self) -> None:
        stored, wanted = self._stored, self.rows.values()
        if stored is None or wanted == stored:
            return
        self._stored = wanted
        said = _("The places are saved.")
        jobs.run(
            self.session,
            self._storing(wanted),
            lambda _none: self.session.toast(said, lambda: self._take_back(stored)),
            self._on_failed,
        )

    def _storing(self, places: tuple[KnownPlace, ...]) -> "StoringPlaces":
        return StoringPlaces(self.session, places)

    def _take_back(self, before: tuple[KnownPlace, ...]) -> None:
        jobs.run(self.session, self._storing(before), lambda _none: self.load(), self.session.problem)

    def _on_failed(self, error: BeratungError) -> None:
        self._stored = None
        self.load()
        self.session.problem(error)


class PlaceRow(Row[KnownPlace]):
    """One place: which municipality, and where it lies."""

    def __init__(self, session: Session) -> None:
        super().__init__(column=150, most=4)
        self._codes = session.centre.codes
        self.municipality = Picker(lambda: municipalities(self._codes), placeholder=N_("Municipality"))
        self.latitude = NumberField(N_("degrees north"), is_whole=False, least=-90, most=90)
        self.longitude = NumberField(N_("degrees east"), is_whole=False, least=-180, most=180)
        self.is_centre = Tick(N_("The centre is here"))
        self.add_field(N_("Municipality"), self.municipality)
        self.add_field(N_("Latitude"), self.latitude)
        self.add_field(N_("Longitude"), self.longitude)
        self.add_field("", self.is_centre)

    def value(self) -> KnownPlace | None:
        code, north, east = self.municipality.code(), self.latitude.value(), self.longitude.value()
        if code is None or north is None or east is None:
            return None
        return KnownPlace(
            name=say_place(self._codes, code),
            municipality=code,
            latitude=north,
            longitude=east,
            is_centre=self.is_centre.value(),
        )

    def set_value(self, value: KnownPlace) -> None:
        self.municipality.set_code(value.municipality)
        self.latitude.set_value(value.latitude)
        self.longitude.set_value(value.longitude)
        self.is_centre.set_value(value.is_centre)


class StoringPlaces:
    """Stores the places when it is called, off the GUI thread."""

    def __init__(self, session: Session, places: tuple[KnownPlace, ...]) -> None:
        self._centre, self._places = session.centre, places

    def __call__(self) -> None:
        self._centre.change_settings(replace(self._centre.settings, places=self._places))
