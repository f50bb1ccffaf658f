# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with appointments."""

from beratung.domain.calendar_views import Hint
from beratung.domain.errors import N_, BadInput, Refused, TimeTaken


class Taken(TimeTaken):
    """A person or room that is not free; ``hints`` say which and when, as far as this user may know."""

    def __init__(self, hints: tuple[Hint, ...] = ()) -> None:
        super().__init__()
        self.hints = hints


class EndBeforeStart(BadInput):
    """A time that is over before it begins."""

    message = N_("%(place)s: the end must lie after the start.")


class OddMinutes(BadInput):
    """A time that is no multiple of five minutes."""

    message = N_("%(place)s: times are whole steps of five minutes, such as 10:05.")


class NoZone(BadInput):
    """A time that does not say in which zone it is meant."""

    message = N_("%(place)s: please write the time with its zone, such as 2026-12-01T10:00+01:00.")


class TooLongTime(BadInput):
    """An appointment of more than a day."""

    message = N_("%(place)s: an appointment lasts a day at most. Please enter an absence instead.")


class WrongSubject(BadInput):
    """A single appointment without a client, or another kind with one."""

    message = N_("%(place)s: a single appointment names a client, and no other kind does.")


class ForeignCaseNamed(BadInput):
    """An appointment that names the case of another client."""

    message = N_("%(place)s: this case belongs to somebody else.")


class UnknownPerson(BadInput):
    """A user who does not exist."""

    message = N_("%(place)s: there is no such colleague.")


class UnknownRoom(BadInput):
    """A room that does not exist or is not used any more."""

    message = N_("%(place)s: there is no such room, or it is not used any more.")


class NobodyThere(BadInput):
    """An appointment that nobody of the house and no room takes part in."""

    message = N_("%(place)s: please name who takes part.")


class SeriesNeedsOneEnd(BadInput):
    """A series with two ends, or with none."""

    message = N_("%(place)s: please say either the last day or how many times.")


class FirstOffRule(BadInput):
    """A series whose first day is not one of its rule."""

    message = N_("%(place)s: the first day is none of the days that are to be repeated.")


class EndsBeforeFirst(BadInput):
    """A series whose last day lies before its first."""

    message = N_("%(place)s: the last day lies before the first.")


class SeriesTooLong(BadInput):
    """A series of more days than anybody plans."""

    message = N_("%(place)s: a series has at most %(limit)d days within three years.")


class NothingLeft(Refused):
    """A series of which every day was left out."""

    message = N_("On every day of this series the centre is closed or the time is taken.")


class IsForeign(Refused):
    """An appointment of another calendar that cannot be changed here."""

    message = N_("This comes from another calendar. Please change it there.")


class IsCancelled(Refused):
    """An appointment that was called off."""

    message = N_("This appointment was called off.")


class NotYetOver(Refused):
    """An outcome of what has not begun."""

    message = N_("This appointment has not begun yet.")


class NoGroup(Refused):
    """A list of participants where there is none."""

    message = N_("Only groups and open hours have a list of participants.")


class JoinedAlready(Refused):
    """A client who takes part already."""

    message = N_("This client is on the list already.")


class IsFull(Refused):
    """A group without a free place."""

    message = N_("All places are taken.")


class KeptApart(Refused):
    """A client in a group whose interpreter shall not meet him."""

    message = N_(
        "Whoever interprets for this group shall not meet this person. Please book somebody else for the group, or "
        "take the exclusion back."
    )


class FewerPlaces(BadInput):
    """A group that gets fewer places than people who take part."""

    message = N_("%(place)s: more people than that take part already.")


class NameTaken(BadInput):
    """Two rooms of one name."""

    message = N_("%(place)s: there is a room of this name already.")


class RoomBooked(Refused):
    """A room that is to be given up although it is booked."""

    message = N_("This room is booked for times to come. Please move these appointments first.")
