# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Another key for the whole database: a fresh file that takes the place of the former one, or a save on a server.

On one computer the steps are these, all while the commit lock is held:

====  ==========================================================  ========================================
step  what is done                                                killed after it, the next who unlocks
====  ==========================================================  ========================================
1     ``keys/*.grant-next``: grants of the new key                finds the former file, which opens with the
                                                                  former grant; removes the new grants
2     ``beratung.N+1.new``: everything copied, the common digest  the same; removes the new file too
      made anew, head signed, one line in the trail; synced
3     ``beratung.N+1.anchor`` for that state, synced              the same; removes the new anchor too
4     **rename** to ``beratung.N+1.db``, folder synced            finds the new file, which opens with the new grant
5     the former file, log and anchor are removed                 removes what is left of them
6     ``.grant-next`` becomes ``.grant``; grants of the former    goes on with it: grants name their epoch
      key are removed
====  ==========================================================  ========================================

Step 4 is the only one that counts, and it is one system call. Nothing that this computer confirmed can fall between
the two files: who saves holds the commit lock. Another program that has the former file open looks at each
transaction whether it is still the one that counts (``CipherDatabase.is_current``), and opens the new one with its own
new grant; since each file has a log of its own name, nothing it does can reach the new one by mistake. On Windows
a former file that somebody has open is removed later.

On a server the new grants, the digest and the line in the trail are one transaction.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from beratung.store import errors
from beratung.store.anchor import Anchor, Mark
from beratung.store.digests import check_common
from beratung.store.engine import CipherDatabase, Link
from beratung.store.founding import Opened, settle
from beratung.store.freshness import Freshness, read_heads, read_meta
from beratung.store.heads import CommonTerms, Meta
from beratung.store.keys import SubjectKeys
from beratung.store.location import Files, Folder
from beratung.store.tables import metadata
from beratung.store.writing import Writing
from beratung.vault import Keyring, StorageKey
from beratung.vault.statements import STORAGE
from beratung.vault.storage_grant import storage_item_id

_COUNTS = [sa.select(sa.func.count()).select_from(table) for table in metadata.sorted_tables]


Noted = Callable[[Writing], None]
"""Enters the change into the trail, in the transaction that makes it."""


def make_successor(place: Folder, former: Opened, keyring: Keyring, key: StorageKey, noted: Noted) -> None:
    """Steps 2 to 4: make the next file of a folder and let it count; on any fault before that nothing is left of it."""
    files = place.files(place.number + 1)
    assert isinstance(former.database, CipherDatabase)  # noqa: S101 - a folder holds nothing else
    _remove(files)
    try:
        former.database.export(files.unfinished, key.raw)
        meta = _stamp(files, former, keyring, key, noted)
        Anchor(files.anchor, key.raw).renew(Mark(meta.generation, meta.state))
        _sync(files.unfinished)
        settle(files.unfinished, files.database)
    except BaseException:
        if not files.database.exists():
            _remove(files)
        raise


def _stamp(files: Files, former: Opened, keyring: Keyring, key: StorageKey, noted: Noted) -> Meta:
    """Make sure that all was copied, and let the copy be one save ahead of what it was copied from."""
    database = CipherDatabase(files.unfinished, key.raw)
    try:
        database.use_log()
        with database.transaction(writes=True) as link:
            meta = read_meta(link)
            heads = read_heads(link, meta)
            check_common(link, former.freshness.terms, heads)
            if meta != former.freshness.meta or _counts(link) != _counts_of(former):
                raise errors.Damaged(place=files.unfinished.name)
            terms = CommonTerms(key.raw)
            fresh = Freshness(files.unfinished.name, terms, None, meta, heads)
            writing = Writing(link, meta, heads, fresh, SubjectKeys(keyring))
            writing.change_terms(terms, key.epoch)
            noted(writing)
            meta, _ = writing.finish()
        if not database.tidy():
            raise errors.Busy
    finally:
        database.close()
    return meta


def _counts_of(former: Opened) -> list[int]:
    with former.database.transaction(writes=False) as link:
        return _counts(link)


def _counts(link: Link) -> list[int]:
    return [link.rows(count)[0][0] for count in _COUNTS]


def _sync(file: Path) -> None:
    try:
        with file.open("r+b") as handle:
            os.fsync(handle.fileno())
    except OSError as error:
        raise errors.translated_os(error, file) from error


def _remove(files: Files) -> None:
    """Remove what an earlier try left; the file that counts is never among it."""
    for path in files.all()[1:]:
        path.unlink(missing_ok=True)


def put_grants(
    writing: Writing, former: Iterable[UUID], grants: Mapping[UUID, bytes], key: StorageKey
) -> None:
    """On a server: store the new grants in place of all former ones, and the common digest under the new key."""
    for id_ in former:
        writing.remove_item(id_)
    for user, grant in sorted(grants.items()):
        writing.put_item(storage_item_id(user, key.epoch), STORAGE, grant)
    writing.change_terms(CommonTerms(key.raw), key.epoch)
