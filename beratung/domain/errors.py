# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Errors that are meant for a person: a message id and safe details, put into words at the edge."""

from typing import ClassVar


def N_(message: str) -> str:
    """Mark a message id for translation without translating it."""
    return message


class Msgid(str):
    """A message id that stands among the details of an error and is translated with it."""

    __slots__ = ()


class BeratungError(Exception):
    """The base of every error that a person may see.

    ``message`` is an English message id with named placeholders; ``details`` fill them and must never
    name a client. ``exit_code`` is what the command line returns.
    """

    message: ClassVar[str] = N_("Something went wrong.")
    exit_code: ClassVar[int] = 1

    def __init__(self, **details: str | int) -> None:
        super().__init__()
        self.details = details

    def __str__(self) -> str:
        return self.message % self.details


class Refused(BeratungError):
    """Something that may not be done now, or by this user."""

    message = N_("That is not possible at the moment.")


class BadInput(BeratungError):
    """Something was typed or handed in that cannot be taken; ``place`` names the field or row."""

    message = N_("%(place)s: this cannot be taken.")
    exit_code = 2

    def __init__(self, *, place: str = "", **details: str | int) -> None:
        super().__init__(place=place, **details)
        self.place = place


class NotFound(BeratungError):
    """A record that does not exist, was deleted, or cannot be read by this user."""

    message = N_("This record does not exist (any more), or you cannot read it.")


class TimeTaken(Refused):
    """A person or room is booked already at a time that was to be claimed."""

    message = N_("This time is taken already. Please choose another one.")


class OfferOutdated(Refused):
    """What was offered rests on a key that is not used any more, so it cannot be accepted."""

    message = N_("This offer is not valid any more. Please ask your colleagues for a new one.")


class RecordConflict(BeratungError):
    """Another person saved the same record meanwhile."""

    message = N_("Somebody else has changed this meanwhile. Please look at both versions.")
