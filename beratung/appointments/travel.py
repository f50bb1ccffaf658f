# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The way of an interpreter: as the crow flies between places that the centre knows, else as he says, else unknown."""

from math import asin, cos, radians, sin, sqrt

from beratung.domain.interpreting import InterpreterFile, InterpreterRequest
from beratung.domain.interpreting_views import House
from beratung.domain.known_places import KnownPlace
from beratung.domain.planning import Mode

SPEED_KMH = 50
_EARTH_KM = 6371.0


def distance_km(one: KnownPlace, other: KnownPlace) -> float:
    """As the crow flies."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    root = (
        sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    )
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(root)))


def place_of(municipality: str | None, house: House) -> KnownPlace | None:
    """Where a municipality lies, None where the centre has not said so."""
    if municipality is None:
        return None
    return next((place for place in house.places if place.municipality == municipality), None)


def centre_of(house: House) -> KnownPlace | None:
    """Where the centre lies."""
    return next((place for place in house.places if place.is_centre), None)


def place_asked(request: InterpreterRequest, house: House) -> KnownPlace | None:
    """Where a request takes place."""
    return centre_of(house) if request.is_at_centre else place_of(request.municipality, house)


def district_asked(request: InterpreterRequest, house: House) -> str | None:
    """The district (AGS, five digits) of a request, None where it is unknown."""
    if not request.is_at_centre:
        return request.municipality[:5] if request.municipality else None
    centre = centre_of(house)
    return centre.municipality[:5] if centre is not None and centre.municipality else None


def travel_km(file: InterpreterFile, request: InterpreterRequest, house: House) -> float | None:
    """One way, as the crow flies; None is unknown."""
    begin, end = place_of(file.municipality, house), place_asked(request, house)
    return distance_km(begin, end) if begin is not None and end is not None else None


def travel_minutes(file: InterpreterFile, request: InterpreterRequest, house: House) -> int | None:
    """One way; None is unknown, or there is no way because nobody travels."""
    if request.mode is not Mode.SITE:
        return None
    if request.is_at_centre and file.travel_minutes is not None:
        return file.travel_minutes
    km = travel_km(file, request, house)
    return None if km is None else round(km / SPEED_KMH * 60)
