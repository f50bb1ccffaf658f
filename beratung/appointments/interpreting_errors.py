# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with interpreters, requests, offers and time sheets."""

from beratung.domain.errors import N_, BadInput, Refused


class NameMissing(BadInput):
    """An interpreter without a name."""

    message = N_("%(place)s: please enter a name, so that colleagues know who is meant.")


class TimesOverlap(BadInput):
    """Two weekly times of one person that overlap."""

    message = N_("%(place)s: two times of the same weekday overlap.")


class TimesBackwards(BadInput):
    """A time that ends before it begins."""

    message = N_("%(place)s: this ends before it begins.")


class NotFiveMinutes(BadInput):
    """A time that is no multiple of five minutes."""

    message = N_("%(place)s: times here are multiples of five minutes.")


class UserHasFile(BadInput):
    """Two files for one account."""

    message = N_("%(place)s: this account has a file already.")


class NoSprachmittler(BadInput):
    """An account that does not work as Sprachmittler."""

    message = N_("%(place)s: this account does not have the role Sprachmittler.")


class StillBooked(Refused):
    """A file that cannot go while somebody counts on the person."""

    message = N_("There are bookings ahead. Please cancel them first, or set the person to inactive.")


class AlreadyRequested(Refused):
    """A second request for the same appointment and language."""

    message = N_("An interpreter for this language is asked for already.")


class NoLanguage(BadInput):
    """A request for which no language is known."""

    message = N_("%(place)s: please choose the language. The client's record names none.")


class AppointmentOver(Refused):
    """A request for a time that is over or cancelled."""

    message = N_("This appointment is over or was cancelled.")


class NameLeaves(BadInput):
    """Words for the interpreter that contain a name of the client."""

    message = N_("%(place)s: this contains a name of the client. The interpreter must not learn it here.")


class PlaceProtected(BadInput):
    """A protected address that would be shown to an interpreter."""

    message = N_("%(place)s: this is a protected address. Please name a meeting point instead.")


class PlaceMissing(BadInput):
    """A conversation on site without a place."""

    message = N_("%(place)s: please say where the conversation is, so that somebody can come.")


class StartsTooFar(BadInput):
    """An alternative start that cannot be offered."""

    message = N_("%(place)s: other starts lie ahead, and at most four weeks around the appointment.")


class StartsFixed(Refused):
    """Alternative starts of an appointment that others depend on."""

    message = N_("Only the appointment of a single client can begin at another time.")


class RequestClosed(Refused):
    """A request that is booked, done or cancelled already."""

    message = N_("This request is not open any more.")


class NotBooked(Refused):
    """A request for which nobody is booked."""

    message = N_("Nobody is booked for this request.")


class DoesNotFit(Refused):
    """An interpreter whom a hard rule keeps from a request; the message is the rule's own."""

    message = N_("A rule keeps this interpreter from the request.")


def does_not_fit(words: str, details: dict[str, str | int]) -> DoesNotFit:
    """Return the refusal with the words of the rule."""
    kind: type[DoesNotFit] = type(DoesNotFit.__name__, (DoesNotFit,), {"message": words})
    return kind(**details)


class NobodyChosen(BadInput):
    """An offer to nobody."""

    message = N_("%(place)s: please choose at least one interpreter.")


class NoTimeLeft(Refused):
    """An offer without a time that is free on both sides."""

    message = N_("None of the times is free for both sides any more.")


class OfferGone(Refused):
    """An answer to something that is not offered any more."""

    message = N_("This request is not offered to you any more.")


class NotOffered(BadInput):
    """A start that is none of those that were offered."""

    message = N_("%(place)s: this start was not offered.")


class TakenByOther(Refused):
    """Somebody else was faster, or one's own time is taken."""

    message = N_("This request has been taken by somebody else, or you are booked at this time already.")


class NotOver(Refused):
    """Times of a job that has not taken place."""

    message = N_("The times can be written when the job is over.")


class LineConfirmed(Refused):
    """A line of a time sheet that a counsellor confirmed."""

    message = N_("This line is confirmed already. Please ask your colleagues if it is wrong.")


class LineImplausible(BadInput):
    """Times that have little to do with the booking."""

    message = N_("%(place)s: this is far from what was booked. Please check the times.")


class SumsWrong(Refused):
    """A time sheet whose sums do not agree; a fault of this program."""

    message = N_("The sums of this time sheet do not agree. It is not handed out.")


class NoFileYet(Refused):
    """A Sprachmittler without a file."""

    message = N_("The centre has not made your file yet. Please ask your colleagues.")


class NoSuchWeek(BadInput):
    """A week that the calendar does not have."""

    message = N_("%(place)s: please write the week as 2026-W48.")
