# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the settings of a calendar must be."""

from itertools import pairwise

from beratung.domain.appointments import LAENDER, CalendarSettings
from beratung.domain.checking import check_length
from beratung.domain.clock_times import zone_of
from beratung.domain.errors import N_, BadInput
from beratung.domain.reading import SHORT, NotOneOf, OutOfRange

DAY = 24 * 60


class HoursUpsideDown(BadInput):
    """Opening hours that end before they begin, or that overlap."""

    message = N_("%(place)s: each time must end after it begins, and two of a day must not overlap.")


class ClosingUpsideDown(BadInput):
    """Closing days whose last lies before the first."""

    message = N_("%(place)s: the last day lies before the first.")


class NoLink(BadInput):
    """The address of video talks is none."""

    message = N_("%(place)s: please write the address as https://meet.example.org/room.")


class OddLength(BadInput):
    """A usual length that no appointment can have."""

    message = N_("%(place)s: appointments last whole steps of five minutes.")


STEP = 5


def check_calendar(settings: CalendarSettings) -> None:
    """Refuse settings of a calendar that make no sense; raises BadInput with the place."""
    zone_of(settings.zone)
    _check_usual(settings)
    if settings.land not in LAENDER:
        raise NotOneOf(place="land", known=", ".join(LAENDER))
    for time in settings.hours:
        if not 0 <= time.weekday <= 6:
            raise OutOfRange(place="weekday", low=0, high=6)
        if not 0 <= time.opens < time.closes <= DAY:
            raise HoursUpsideDown(place="hours")
    for one, other in pairwise(sorted((t.weekday, t.opens, t.closes) for t in settings.hours)):
        if one[0] == other[0] and other[1] < one[2]:
            raise HoursUpsideDown(place="hours")
    for closing in settings.closing:
        if closing.last < closing.first:
            raise ClosingUpsideDown(place="closing")
        check_length(closing.name, "closing", SHORT)
    check_length(settings.video_link, "video_link", SHORT * 5)
    for place, low, high in (("remind_days", 0, 30), ("minutes", 5, DAY)):
        if not low <= getattr(settings, place) <= high:
            raise OutOfRange(place=place, low=low, high=high)


def _check_usual(settings: CalendarSettings) -> None:
    """What appointments take from the settings must suit them."""
    if settings.video_link and not settings.video_link.startswith(("https://", "http://")):
        raise NoLink(place="video_link")
    if settings.minutes % STEP:
        raise OddLength(place="minutes")
