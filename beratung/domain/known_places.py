# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where places lie, as a centre typed it: for the ways of interpreters. Public data."""

from math import isfinite

from beratung.domain.base import Value
from beratung.domain.checking import check_length
from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import OutOfRange

MOST = 1000


class KnownPlace(Value, frozen=True, kw_only=True):
    """Where a municipality or a house lies, as the centre typed it; a centre's setting."""

    name: str
    municipality: str | None = None
    """AGS, eight digits."""
    latitude: float
    longitude: float
    is_centre: bool = False


class TooManyPlaces(BadInput):
    """More places than anybody types, or two centres."""

    message = N_("%(place)s: at most %(limit)d places can be kept, and one of them is the centre.")


def check_places(places: tuple[KnownPlace, ...]) -> None:
    """Refuse places that cannot be; raises BadInput with the entry."""
    if len(places) > MOST or sum(place.is_centre for place in places) > 1:
        raise TooManyPlaces(place="places", limit=MOST)
    for number, place in enumerate(places, 1):
        where = f"places {number}"
        check_length(place.name, f"{where}.name")
        check_length(place.municipality or "", f"{where}.municipality", 8)
        if not isfinite(place.latitude) or not -90 <= place.latitude <= 90:
            raise OutOfRange(place=f"{where}.latitude", low=-90, high=90)
        if not isfinite(place.longitude) or not -180 <= place.longitude <= 180:
            raise OutOfRange(place=f"{where}.longitude", low=-180, high=180)
