# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with other calendars."""

from beratung.domain.errors import N_, BadInput, Refused


class NotYours(Refused):
    """Somebody who does not hold scheduling wants to exchange appointments."""

    message = N_("Only counsellors can exchange appointments with other calendars.")


class NoOrdinaryAppointment(Refused):
    """A file or slip for a client was asked for something that is no client's appointment."""

    message = N_("This is not an appointment of the centre's own, so there is nothing to hand out.")


class CalledOff(Refused):
    """A file or slip for an appointment that does not take place."""

    message = N_("This appointment was called off, so there is nothing to hand out.")


class SpanTooLong(BadInput):
    """More weeks than are published or exported at once."""

    message = N_("%(place)s: at most %(most)d weeks at once.")


class CalendarServerRefused(Refused):
    """The server does not know the user, or the password is wrong."""

    message = N_("The calendar server does not accept this name and password.")


class CalendarServerAway(Refused):
    """The server does not answer, or not as a calendar server does."""

    message = N_(
        "The calendar server does not answer as expected (%(what)s). Nothing in your calendar here changed."
    )


class NoSuchCalendar(BadInput):
    """The server has no calendar of this name."""

    message = N_("%(place)s: there is no such calendar on the server.")


class SeveralCalendars(BadInput):
    """The server has several calendars, and none was chosen."""

    message = N_("%(place)s: there are several calendars on the server. Please name one.")


class NotEncrypted(BadInput):
    """An address without encryption that leads to another machine."""

    message = N_(
        "%(place)s: the password would go over the network unprotected. Please use an address that begins with https."
    )


class NoAddress(BadInput):
    """An address that is none."""

    message = N_("%(place)s: this is no address of a calendar server.")
