# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with a centre's folder, its users and its demo."""

from beratung.domain.errors import N_, BadInput, BeratungError, Refused


class CentreFileDamaged(BeratungError):
    """The file that names the centre cannot be read."""

    message = N_("The file %(place)s is damaged. Please put it back from a backup.")


class CentreFileForeign(BeratungError):
    """The file that names the centre belongs to another one."""

    message = N_("The file %(place)s belongs to another centre. Please put the right one back from a backup.")


class FolderNotEmpty(Refused):
    """A new centre was to be made among other files."""

    message = N_("There are other files in %(place)s. Please choose an empty folder.")


class NoSuchParent(BadInput):
    """A new centre was to be made in a place that does not exist."""

    message = N_("%(place)s: the folder above it does not exist. Please check the path.")


class NoFolder(BadInput):
    """A path that is a file."""

    message = N_("%(place)s: this is a file. Please choose a folder.")


class NameNeeded(BadInput):
    """A centre without a name."""

    message = N_("%(place)s: please give the centre a name of at most %(limit)d characters.")


class NotADemo(Refused):
    """A demo was to be made where a real centre is."""

    message = N_("The centre in %(place)s is no demo, so it is not touched. Please choose an empty folder.")


class TooManyCases(BadInput):
    """A demo of a size that nobody could use."""

    message = N_("%(place)s: a number from %(low)d to %(high)d is expected here.")


class NotYourself(Refused):
    """The second person is the first one."""

    message = N_("The second person must be somebody else than you.")


class MayNotConfirm(Refused):
    """The second person's roles do not suffice."""

    message = N_("Only a counsellor or a supervisor can confirm this.")


class NoCounsellor(Refused):
    """A job that needs the keys of a counsellor."""

    message = N_("This account cannot read cases. Please sign in as a counsellor.")


class MayNotSet(Refused):
    """Settings of the house, changed by an account that neither counsels nor administers."""

    message = N_("Opening hours, places and letterhead are set by counsellors and the administration.")


class NotRestricted(Refused):
    """A case that all counsellors open has no members."""

    message = N_("This case is not protected: all counsellors can open it.")


class AlreadyOpen(Refused):
    """Access was asked for to a case that the user can open."""

    message = N_("This case is open to you already.")


class NobodyToAsk(Refused):
    """No member of a restricted case could answer a request."""

    message = N_(
        "Nobody who could let you into this case has an active account. Please speak with your administration."
    )


class ReasonMissing(BadInput):
    """Access was asked for without a reason."""

    message = N_("%(place)s: please say why you need this case.")


class ServerNeedsKeys(BadInput):
    """A database server without the folder of keys on this computer."""

    message = N_("%(place)s: for a database server please also name the folder of the keys.")


class AlreadyOnServer(Refused):
    """A centre that is on a server was to be moved to one."""

    message = N_("The records of this centre lie on a database server already.")


class NotOnServer(Refused):
    """Another computer was to take part in a centre whose records lie in a folder."""

    message = N_(
        "The records of this centre lie in a folder of this computer. Please move it to a database server first."
    )


class WorkstationFileDamaged(BadInput):
    """A file for a new computer that is not whole."""

    message = N_("%(place)s: this is no file for a new computer, or it was changed. Please ask for it again.")


class ServerNotNamed(BadInput):
    """A centre on a database server that was named by its folder alone."""

    message = N_(
        "%(place)s: the records of this centre lie on a database server. Please name its address, and this "
        "folder as the folder of the keys."
    )


class AccountClosed(Refused):
    """The recovery sheet was to open an account that was closed for ever."""

    message = N_("This account was closed for good. Please choose another one.")


class MayNotAccept(Refused):
    """A found state was to be accepted by somebody who may not."""

    message = N_("Only the administration or the recovery sheet can accept this state. Nothing was changed.")


class SheetIncomplete(BeratungError):
    """The recovery sheet does not open every area."""

    message = N_("The recovery sheet does not open everything (%(domains)s). Please make a new centre.")


class BackupExists(BadInput):
    """A backup would overwrite a file."""

    message = N_("%(place)s: there is a file of this name already. Please choose another one.")


class BackupUnwritable(BadInput):
    """A backup could not be written; nothing stays of it."""

    message = N_("%(place)s: the backup cannot be written there. Please check the folder and the disk space.")


class FormerMissing(BadInput):
    """The former centre was named where there is no folder."""

    message = N_(
        "%(place)s: there is no such folder. Please check the path, or leave it out if nothing of the former centre is left."
    )


class FormerForeign(BadInput):
    """What was named as the former centre is another one."""

    message = N_("%(place)s: this is another centre than that of the backup. Please check the path.")


class BackupUnreadable(BadInput):
    """A backup that is not there or may not be read."""

    message = N_(
        "%(place)s: the file cannot be read. Please check where it lies and whether you may open it."
    )
