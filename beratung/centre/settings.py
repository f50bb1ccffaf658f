# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a centre decides for itself: letterhead, idle time, how far ahead Today looks. Public data, not sealed."""

from uuid import UUID

import msgspec

from beratung.centre.errors import MayNotSet
from beratung.domain.appointments import CalendarSettings
from beratung.domain.base import Role, Value
from beratung.domain.calendar_checks import check_calendar
from beratung.domain.errors import BadInput
from beratung.domain.known_places import KnownPlace, check_places
from beratung.domain.letters import Letterhead
from beratung.domain.reading import OutOfRange
from beratung.store import Store

_KIND = "setting"
_ID = UUID("c0ffee00-5e77-4000-8000-000000000001")
"""The one item that holds the settings."""


class Settings(Value, frozen=True, kw_only=True):
    """The settings of a centre; later versions may add to them."""

    letterhead: Letterhead = Letterhead()
    idle_minutes: int = 5
    """Minutes without a key or a mouse after which the window locks."""
    residence_days: int = 90
    """How many days before its end a permit stands on the Today page."""
    consent_days: int = 30
    step_days: int = 7
    backup_folder: str = ""
    """Where the daily backups go; empty: nowhere."""
    backup_daily: int = 7
    """Of how many days the newest backup is kept."""
    backup_weekly: int = 8
    """Of how many weeks."""
    backup_days: int = 90
    """The greatest age of a backup in days: so long does what was deleted live on in one."""
    calendar: CalendarSettings = CalendarSettings()
    places: tuple[KnownPlace, ...] = ()
    """Where the centre and the municipalities around lie, for the ways of interpreters."""


_LIMITS = {
    "idle_minutes": (1, 60),
    "residence_days": (7, 365),
    "consent_days": (1, 365),
    "step_days": (0, 60),
    "backup_daily": (1, 90),
    "backup_weekly": (0, 52),
    "backup_days": (1, 365),
}


def check_may_set(roles: frozenset[Role], before: Settings, after: Settings) -> None:
    """Refuse changes of what clients, interpreters and offices get to see by who neither counsels nor administers.

    Raises:
        MayNotSet: the account may set only how its own work looks and is backed up.
    """
    outside = ("letterhead", "calendar", "places")
    is_outside = any(getattr(before, name) != getattr(after, name) for name in outside)
    if is_outside and not roles & {Role.COUNSELLOR, Role.ADMIN}:
        raise MayNotSet


def load(store: Store) -> Settings:
    """Return the settings of a centre, the usual ones where none were stored.

    Every user can write the item with a program of his own: what makes no sense there counts as not stored, so that
    it neither keeps anybody out nor the window from locking.
    """
    for item, body in store.items(_KIND):
        if item == _ID:
            try:
                found = msgspec.msgpack.decode(body, type=Settings)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                break
            usual = {key: getattr(Settings(), key) for key in _LIMITS if not _is_within(found, key)}
            calendar = found.calendar if _is_sound(found.calendar) else CalendarSettings()
            places = found.places if _are_places(found.places) else ()
            return msgspec.structs.replace(found, calendar=calendar, places=places, **usual)
    return Settings()


def save(store: Store, settings: Settings) -> None:
    """Store the settings; raises BadInput."""
    check(settings)
    store.put_item(_KIND, _ID, msgspec.msgpack.encode(settings))


def check(settings: Settings) -> None:
    """Refuse settings that cannot be.

    Raises:
        BadInput: a number or a time that makes no sense; the place names it.
    """
    for key, (low, high) in _LIMITS.items():
        if not _is_within(settings, key):
            raise OutOfRange(place=key, low=low, high=high)
    check_calendar(settings.calendar)
    check_places(settings.places)


def _is_within(settings: Settings, key: str) -> bool:
    low, high = _LIMITS[key]
    number: int = getattr(settings, key)
    return low <= number <= high


def _is_sound(calendar: CalendarSettings) -> bool:
    try:
        check_calendar(calendar)
    except BadInput:
        return False
    return True


def _are_places(places: tuple[KnownPlace, ...]) -> bool:
    try:
        check_places(places)
    except BadInput:
        return False
    return True
