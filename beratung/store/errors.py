# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with the place where records live, in words for a person."""

import errno
from pathlib import Path

from beratung.domain.errors import N_, BadInput, BeratungError, NotFound, RecordConflict, Refused


class StoreError(BeratungError):
    """The base of the store's own errors; ``code`` is the engine's own number of the fault."""

    message = N_("The database reports a fault (%(code)s). Nothing was changed.")


class NoCentreHere(StoreError, NotFound):
    """The folder, the file or the tables of a centre are missing."""

    message = N_(
        "There is no centre in %(place)s. Please check the place, or put the file back from a backup."
    )


class CentreExists(StoreError, Refused):
    """A new centre was to be made where there is one already."""

    message = N_("There is a centre in %(place)s already. Please choose an empty folder.")


class DatabaseTaken(CentreExists):
    """A new centre was to be made in a database that has one."""

    message = N_("There is a centre in this database already. Please name an empty database.")


class NoRights(StoreError, Refused):
    """The folder or file may not be read or written by this user of the computer."""

    message = N_("You may not write in %(place)s. Please choose another folder, or have the rights changed.")


class NetworkFolder(StoreError, Refused):
    """The folder lies on a network share, where file locks and syncs cannot be trusted."""

    message = N_(
        "The folder %(place)s lies on a network drive. Please choose a folder on this computer;"
        " a team uses a database server instead."
    )


class UnsafeServer(StoreError, BadInput):
    """The connection to a database server would not be protected."""

    message = N_(
        "%(place)s: the connection to this server is not protected. Please add sslmode=verify-full to the address."
    )


class BadServerAddress(StoreError, BadInput):
    """The address of a database server cannot be understood."""

    message = N_("%(place)s: this is no address of a database server (postgresql://user@server/name).")


class ServerUnreachable(StoreError):
    """The database server does not answer or refuses the connection."""

    message = N_("The database server does not answer. Please check the network and try again.")


class NeverBegun(StoreError):
    """A server that crashed kept nothing of a transaction, not even its number."""


class CommitLost(ServerUnreachable):
    """The connection broke while a save was being confirmed, so that nobody knows whether it arrived."""

    message = N_(
        "The connection to the database server broke while saving, so it is not known whether your change arrived."
        " Please look before you enter it again."
    )


class EngineTooOld(StoreError):
    """The database engine has a fault that can damage data; ``found`` and ``needed`` are versions."""

    message = N_("The database engine %(found)s is too old (at least %(needed)s). Please update the program.")


class BadStorageKey(StoreError, BadInput):
    """A storage key that is not 32 bytes."""

    message = N_("%(place)s: this is not the key of a centre.")


class ForeignFile(StoreError):
    """The file is not a centre's, is damaged, or was locked with another key: the engine cannot tell which."""

    message = N_(
        "The file %(place)s cannot be opened with your key: it is damaged or belongs to another centre."
        " Please put it back from a backup."
    )


class Damaged(StoreError):
    """Stored data is not what was written; ``place`` names a table or row, never content."""

    message = N_("The data of the centre is damaged (%(place)s). Please put it back from a backup.")


class NewerLayout(StoreError):
    """A newer version of the program wrote this; nothing was changed."""

    message = N_("This centre was used with a newer version of the program. Please update the program.")


class RolledBack(StoreError):
    """The database is older than the last save that was confirmed on this computer."""

    message = N_(
        "The data in %(place)s is older than what was last saved here (save %(found)d instead of %(expected)d)."
        " If you did not put back a backup yourself, somebody has changed the file."
    )


class AnchorMissing(StoreError):
    """The file that remembers the last save is gone or unreadable, so freshness cannot be shown."""

    message = N_(
        "The file %(place)s is missing or damaged, so it cannot be checked whether the data is the newest."
        " Please put it back, or confirm that this is your newest data."
    )


class KeyMoved(StoreError, Refused):
    """The key of the database was changed by another program, and this one has no grant to go on with."""

    message = N_("The key of this centre was changed meanwhile. Please unlock it again.")


class Moved(StoreError, Refused):
    """The centre was moved to a server; what lies here is an old copy that nobody goes on with."""

    message = N_(
        "This centre was moved to %(where)s. Please open it there; what lies in %(place)s is an old copy."
    )


class AnchorForeign(StoreError):
    """The anchor belongs to another database, or to a different past of this one."""

    message = N_(
        "The file %(place)s does not belong to this data: one of the two was exchanged."
        " Please put both back from the same backup."
    )


class DiskFull(StoreError):
    """There is no room left; the transaction was undone."""

    message = N_("The disk is full. Nothing was saved; please make room and save again.")


class DiskTrouble(StoreError):
    """Reading or writing failed; the transaction was undone."""

    message = N_(
        "The disk reports an error (%(code)s). Nothing was saved; please check the disk and save again."
    )


class SaveUnconfirmed(StoreError):
    """The rows are stored, but the anchor could not be written: the save is there and not protected yet."""

    message = N_(
        "Your change is stored, but the disk could not note it in %(place)s. Please check the disk before you go on."
    )


class Busy(StoreError, Refused):
    """Another program or computer keeps the database locked."""

    message = N_("Another program is just saving in this centre. Please try again in a moment.")


class NotAttached(StoreError, Refused):
    """Records were asked for before the centre was unlocked."""

    message = N_("The centre is locked. Please unlock it again.")


class MayNotWrite(StoreError, Refused):
    """The user holds no key of the domain or circle that would have to be written."""

    message = N_("You hold no key for this, so you cannot change it.")


class MayNotShred(StoreError, Refused):
    """The subject has records in a domain or circle of which the user holds no key."""

    message = N_("This record has parts that you cannot read. Somebody who can has to delete it.")


class Taken(StoreError, RecordConflict):
    """A row of this id is stored already: somebody else was first."""

    message = RecordConflict.message


class ReadsMoved(StoreError, RecordConflict):
    """What this unit of work had read was changed by somebody else before it could commit."""

    message = RecordConflict.message


def translated_os(error: OSError, path: Path) -> StoreError:
    """What an error of the operating system means for a person."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return DiskFull()
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return NoRights(place=str(path))
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return NoCentreHere(place=str(path))
    return DiskTrouble(code=error.errno or 0)
