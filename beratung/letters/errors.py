# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Why a letter was not made."""

from beratung.domain.errors import N_, BadInput, Refused


class LetterRefused(Refused):
    """A letter that may not leave the house."""

    message = N_("This letter cannot be made at the moment.")


class NoConsent(LetterRefused):
    """Nobody allowed this recipient to learn anything."""

    message = N_(
        "There is no consent for %(recipient)s. Please record one, or make the letter for the client's own hand."
    )


class ConsentNotYetValid(LetterRefused):
    """The consent begins later."""

    message = N_(
        "The consent for %(recipient)s is valid only from %(date)s. "
        "Please wait, or make the letter for the client's own hand."
    )


class ConsentExpired(LetterRefused):
    """The consent ran out."""

    message = N_(
        "The consent for %(recipient)s ran out on %(date)s. "
        "Please record a new one, or make the letter for the client's own hand."
    )


class ConsentRevoked(LetterRefused):
    """The client took the consent back."""

    message = N_(
        "The consent for %(recipient)s was revoked on %(date)s. "
        "Only a letter for the client's own hand is possible."
    )


class FieldNotReleased(LetterRefused):
    """A field was asked for that the consent does not release; ``field`` is its code."""

    message = N_("The consent for %(recipient)s does not release the field %(field)s.")


class FieldEmpty(BadInput):
    """A field was asked for in which nothing stands, or whose address is protected."""

    message = N_("%(place)s: nothing is recorded here that could be printed.")


class UnknownField(BadInput):
    """A field was asked for that does not exist."""

    message = N_("%(place)s is not a field of a letter. Possible are: %(known)s.")


class PlanOutdated(LetterRefused):
    """The record or the consent changed between looking at the letter and making it."""

    message = N_("Something in the record has changed meanwhile. Please look at the letter again.")


class AddressTooLong(BadInput):
    """The recipient does not fit into the address field of a window envelope."""

    message = N_("%(place)s: the address field holds %(most)s lines; please shorten the address.")


class NoGlyph(BadInput):
    """A character that no font of the product has; it is never printed as a box."""

    message = N_(
        "%(place)s: the character %(character)s cannot be printed. Please write it in Latin letters."
    )


class ShapingMissing(Refused):
    """Text that is not plain Latin needs Qt's libraries, and they are not on this machine."""

    message = N_(
        "This text has letters that only the window's libraries (Qt) can set, and they are missing on this machine. "
        "Please install them, or leave out the name in its original script."
    )


class CannotSave(Refused):
    """The PDF could not be written; what stood there before is unharmed."""

    message = N_("The letter could not be saved: %(reason)s. Please choose another folder.")


class NotAPdf(BadInput):
    """What was to be shown is not a PDF."""

    message = N_("This letter is damaged and cannot be shown.")


class NoSuchLanguage(BadInput):
    """A language in which there is no text yet; nothing is translated by guessing."""

    message = N_("%(place)s: there is no text in this language yet. Possible are: %(known)s.")


class NoSuchHandout(BadInput):
    """A kind of hand-out that does not exist yet."""

    message = N_("%(place)s: there is no such hand-out yet. Possible are: %(known)s.")


class NothingToHandOut(LetterRefused):
    """An appointment that is called off, a colleague's own, or from another calendar."""

    message = N_(
        "For this appointment there is nothing to hand out: it was called off, or is not a client's."
    )


class NoAppointment(LetterRefused):
    """A case without an appointment to come."""

    message = N_("No appointment is to come in this case.")
