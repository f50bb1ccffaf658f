# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the vault refuses, in words for a person."""

from beratung.domain.errors import BadInput, BeratungError, N_, Refused


class VaultError(BeratungError):
    """The base of the vault's own errors."""

    message = N_("The keys of this centre cannot be used.")


class WrongPassword(VaultError, Refused):
    """The password or the user name is wrong: the same error, the same cost, no hint which."""

    message = N_("User name or password is not right.")


class WeakPassword(VaultError, BadInput):
    """A new password that is too short or made of too few different characters."""

    message = N_("%(place)s: please take at least %(least)d characters, not always the same.")


class Tampered(VaultError):
    """Something sealed, signed or chained is not what its writer made; ``where`` names no person."""

    message = N_("%(where)s was damaged or changed by somebody else. Please restore a backup.")

    def __init__(self, where: str, **details: str | int) -> None:
        super().__init__(where=where, **details)


class KeyFileDamaged(VaultError):
    """Neither generation of a key file can be read."""

    message = N_("The key file %(file)s is damaged. Please put back the file of that name from a backup.")


class KeyFileTooNew(VaultError):
    """A key file, grant or record that a newer version of the program wrote."""

    message = N_("%(where)s was written by a newer version of this program. Please update the program.")


class CostRefused(VaultError):
    """The header of a key file asks for a derivation that is too weak or too expensive."""

    message = N_("The key file %(file)s was changed. Please put back the file of that name from a backup.")


class NoKey(VaultError, Refused):
    """The user holds no key for this domain or circle."""

    message = N_("You hold no key for this.")


class Locked(VaultError, Refused):
    """The keys were forgotten when the centre was locked."""

    message = N_("The centre is locked. Please unlock it again.")


class Suspended(VaultError, Refused):
    """The user's account was suspended by a signed record."""

    message = N_("This account is suspended. Please speak with your administration.")
