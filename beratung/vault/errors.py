# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the vault refuses, in words for a person."""

from beratung.domain.errors import N_, BadInput, BeratungError, Refused


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

    message = N_("A part of this centre (%(where)s) was damaged or changed. Please put back a backup.")

    def __init__(self, where: str, **details: str | int) -> None:
        super().__init__(where=where, **details)


class KeyFileDamaged(VaultError):
    """Neither generation of a key file can be read."""

    message = N_("The key file %(file)s is damaged. Please put back the file of that name from a backup.")


class TooNew(VaultError):
    """A key file, grant or statement that a newer version of the program wrote."""

    message = N_(
        "A part of this centre (%(where)s) was written by a newer version. Please update the program."
    )

    def __init__(self, where: str) -> None:
        super().__init__(where=where)


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


class AccountClosed(VaultError, Refused):
    """The account was closed for ever; nothing opens it again."""

    message = N_("This account was closed for ever. Please invite the person anew under another name.")


class KeysNotWritable(VaultError):
    """The key folder cannot be read or written: full disk, missing rights, gone."""

    message = N_("The folder %(folder)s cannot be written. Please check the disk space and your rights.")


class ClockWrong(VaultError):
    """A grant begins in the future, so this computer's clock is most likely wrong."""

    message = N_("Your access begins on %(date)s. Please check the date of this computer.")


class NotYetGranted(VaultError, Refused):
    """The account was accepted, but nobody has confirmed it."""

    message = N_("Your account waits to be confirmed by a colleague.")


class FingerprintDiffers(VaultError, Refused):
    """The fingerprint that was read out is not the one of the account that wants in."""

    message = N_("The fingerprint is not the one of this account. Please compare both screens again.")


class NoSuchUser(VaultError, BadInput):
    """No account of this name, or none that waits."""

    message = N_("%(place)s: there is no account of this name.")


class NameTaken(VaultError, BadInput):
    """Another account has this name already."""

    message = N_("%(place)s: this name is taken. Please choose another one.")


class NameMissing(VaultError, BadInput):
    """A user without a name."""

    message = N_("%(place)s: please enter a name of at most %(most)d characters.")


class RolesMissing(VaultError, BadInput):
    """An account without any role."""

    message = N_("%(place)s: please choose at least one role.")


class FounderRolesMissing(RolesMissing):
    """A centre whose first user could not do everything that has to be done."""

    message = N_("%(place)s: the first user of a centre needs the roles counsellor, supervisor and admin.")


class LastHolder(VaultError, Refused):
    """Nobody else would hold this domain any more."""

    message = N_("Nobody else could open this area any more. Please give the role to a colleague first.")


class LastMember(LastHolder):
    """Nobody else living would be in the circle of a restricted case."""

    message = N_(
        "Nobody else could open a protected case any more. Please have a colleague let into it first,"
        " or use the recovery sheet."
    )


class NotACounsellor(VaultError, BadInput):
    """Somebody who cannot be in the circle of a restricted case."""

    message = N_("%(place)s: only counsellors with an active account can be let into a protected case.")


class NotAllowed(VaultError, Refused):
    """The user's signature would not count for this, because his roles do not allow it."""

    message = N_("Your roles do not allow this.")


class SecondPersonNeeded(NotAllowed):
    """Who holds no domain himself cannot make a holder of one."""

    message = N_(
        "Somebody who works with the data has to confirm this: a counsellor, or a supervisor."
        " You alone cannot give a role that opens it."
    )


class AddFirst(SecondPersonNeeded):
    """A role that waits for a second person was to take the place of the only one."""

    message = N_(
        "A counsellor or a supervisor has to confirm the new role. Please add it first, and take the old one away"
        " when it is confirmed."
    )


class InvitationDamaged(VaultError, BadInput):
    """A file that is no invitation of a centre."""

    message = N_("%(place)s: this is not an invitation, or it was damaged. Please ask for a new one.")


class InvitationUsed(NameTaken):
    """An invitation that somebody accepted in this folder already."""

    message = N_(
        "%(place)s: this invitation was accepted already. Please use the password chosen then, or ask for a new one."
    )


class NoInbox(VaultError, Refused):
    """No colleague who holds the newest key has stated where messages go."""

    message = N_(
        "Your colleagues cannot receive this yet. Please try again once one of them has opened the centre."
    )


class RecoveryCodeMistyped(VaultError, BadInput):
    """A group of the recovery code does not fit its check character."""

    message = N_("%(place)s: group %(group)d of the recovery code is mistyped.")


class RecoveryCodeLength(VaultError, BadInput):
    """The recovery code has too few or too many characters."""

    message = N_("%(place)s: the recovery code has %(groups)d groups of five characters.")


class RecoveryRefused(VaultError, Refused):
    """The recovery code is well formed but belongs to no recovery sheet of this centre."""

    message = N_("This recovery code does not belong to this centre.")


class NoBackup(VaultError, BadInput):
    """A file that is no backup."""

    message = N_("This file is not a backup of this program.")


class BackupDamaged(VaultError):
    """A backup that was cut, changed, or put together from parts of others."""

    message = N_("This backup is damaged or was changed. Please take another one.")


class WrongBackupKey(VaultError, Refused):
    """A backup of another centre, or of a time before this account had its keys."""

    message = N_(
        "This backup cannot be opened with your keys: it is of another centre, or older than your account."
        " Please use the recovery sheet, or ask a colleague of the administration."
    )


class BackupForeign(VaultError, Refused):
    """A backup whose maker is nobody of this centre."""

    message = N_("This backup was not made by anybody of this centre, so it is not used.")
