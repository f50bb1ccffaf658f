# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The file of a backup: sealed in chunks under a key of its own, its content vouched for by a signed manifest.

Layout::

    magic | length u32 | opening | SHA-256 of the opening | commitment 16 | chunks of 64 KiB, each + tag 16

The opening is what lies readable in a centre's folder anyway (the key files, the naming file), a random salt,
and who wrote what when. Key and commitment are HKDF(storage key, salt, hash of the opening): a changed opening
gives another key. The chunks are a STREAM (Hoang, Reyhanitabar, Rogaway, Vizar 2015) of AES-256-GCM as in age:
the nonce is the number of the chunk and a mark on the last one, so that chunks can neither be exchanged nor
left out nor cut off. Inside lie frames, each with its length: parts of tables, and last the manifest, signed by
a user of the centre: whoever holds the storage key alone cannot make one that counts.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beratung.vault.encoding import Count, Instant, Statement, Versioned, decode, encode, packed
from beratung.vault.errors import BackupDamaged, NoBackup, Tampered, TooNew, WrongBackupKey
from beratung.vault.keyfile import UserSecret
from beratung.vault.primitives import COMMIT, KEY, TAG, Secret, expand, same
from beratung.vault.statements import Signed, read

BACKUP = "backup"
CHUNK = 64 * 1024
MOST_OPENING = 64 << 20
MOST_FRAME = 256 << 20

_MAGIC = b"beratung backup 1\n"
_SUM = 32
_SALT = 32
_PART, _MANIFEST = b"P", b"M"
_LENGTH = 4


class KeptFile(Statement, frozen=True):
    """A small file of the centre's folder: its path inside, with forward slashes, and its content."""

    name: str
    content: bytes


class Opening(Versioned, frozen=True):
    """The readable begin of a backup."""

    centre: UUID
    salt: bytes
    made_at: Instant
    program: str
    layout: str
    """Of the tables."""
    files: tuple[KeptFile, ...]


class TableCount(Statement, frozen=True):
    """How many rows of a table the backup holds, and SHA-256 over its parts."""

    table: str
    rows: Count
    digest: bytes


class Manifest(Versioned, frozen=True):
    """What a backup holds, signed by who made it.

    ``opening`` is the hash of the readable begin. ``is_whole`` is false of the small file beside the backups
    that holds only what a restore has to repeat.
    """

    centre: UUID
    store: UUID
    incarnation: Count
    generation: Count
    state: bytes
    is_whole: bool
    opening: bytes
    made_at: Instant
    program: str
    tables: tuple[TableCount, ...]


class Vouched(Statement, frozen=True):
    """A manifest with who signed it; whether he could is for the caller to ask."""

    manifest: Manifest
    signed: Signed

    @property
    def by(self) -> UUID:
        """Who made the backup."""
        return self.signed.by

    @property
    def name(self) -> bytes:
        """The hash that records of this backup name it by."""
        return hashlib.sha256(encode(self.signed)).digest()


def _derived(storage_key: bytes, opening: bytes) -> tuple[AESGCM, bytes]:
    """The cipher of the chunks and the commitment to its key; the salt is a part of the opening."""
    raw = expand(storage_key, packed("backup1", hashlib.sha256(opening).digest()), KEY + COMMIT)
    return AESGCM(raw[:KEY]), raw[KEY:]


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")


def new_opening(
    centre: UUID, files: tuple[KeptFile, ...], *, layout: str, program: str, now: datetime
) -> Opening:
    """The begin of a new backup, with a salt that no other has."""
    return Opening(1, centre, os.urandom(_SALT), now, program, layout, files)


class BackupWriter(Secret):
    """Writes a backup: ``part`` for each piece of a table, then ``finish``. The caller syncs and renames the file."""

    def __init__(self, out: BinaryIO, storage_key: bytes, opening: Opening) -> None:
        self._out = out
        self._opening = opening
        clear = encode(opening)
        self._name = hashlib.sha256(clear).digest()
        self._cipher, commitment = _derived(storage_key, clear)
        self._buffer = bytearray()
        self._number = 0
        self._counts: dict[str, tuple[int, hashlib._Hash]] = {}
        out.write(_MAGIC + len(clear).to_bytes(_LENGTH) + clear + self._name + commitment)

    def part(self, table: str, rows: int, content: bytes) -> None:
        """Append some rows of a table."""
        count, known = self._counts.get(table, (0, hashlib.sha256()))
        known.update(packed(table, rows, content))
        self._counts[table] = (count + rows, known)
        head = packed(table, rows)
        self._frame(_PART + len(head).to_bytes(_LENGTH) + head + content)

    def finish(
        self,
        secret: UserSecret,
        *,
        store: UUID,
        incarnation: int,
        generation: int,
        state: bytes,
        is_whole: bool = True,
    ) -> Vouched:
        """Sign what was written and seal the end."""
        tables = tuple(
            TableCount(table, rows, known.digest()) for table, (rows, known) in sorted(self._counts.items())
        )
        manifest = Manifest(
            1,
            centre=self._opening.centre,
            store=store,
            incarnation=incarnation,
            generation=generation,
            state=state,
            is_whole=is_whole,
            opening=self._name,
            made_at=self._opening.made_at,
            program=self._opening.program,
            tables=tables,
        )
        body = encode(manifest)
        signed = Signed(body, secret.user, secret.sign(BACKUP, body))
        self._frame(_MANIFEST + encode(signed))
        self._chunk(bytes(self._buffer), is_last=True)
        self._buffer.clear()
        return Vouched(manifest, signed)

    def _frame(self, frame: bytes) -> None:
        self._buffer += len(frame).to_bytes(_LENGTH) + frame
        whole = (len(self._buffer) - 1) // CHUNK * CHUNK  # the last chunk is never empty
        for at in range(0, whole, CHUNK):
            self._chunk(bytes(self._buffer[at : at + CHUNK]), is_last=False)
        del self._buffer[:whole]

    def _chunk(self, plain: bytes, *, is_last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, None))
        self._number += 1


class BackupReader(Secret):
    """Reads a backup from the first byte to the last: ``unlock``, then ``parts``, then ``vouched`` is known.

    Raises:
        NoBackup: the file is none.
        BackupDamaged: its begin was changed.
        TooNew: a newer version of the program made it.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._clear = self._read_clear()
        self._cipher: AESGCM | None = None
        self._vouched: Vouched | None = None
        self._counts: dict[str, tuple[int, hashlib._Hash]] = {}

    @property
    def opening(self) -> Opening:
        """The readable begin."""
        return self._opening

    @property
    def vouched(self) -> Vouched:
        """The manifest, once all parts were read; what was read fits it."""
        if self._vouched is None:
            raise BackupDamaged
        return self._vouched

    def unlock(self, storage_key: bytes) -> Self:
        """Derive the file's key; raises WrongBackupKey where it was made under another storage key."""
        self._cipher, commitment = _derived(storage_key, self._clear)
        if not same(commitment, self._commitment):
            raise WrongBackupKey
        return self

    def parts(self, seen: Callable[[int], None] | None = None) -> Iterator[tuple[str, int, bytes]]:
        """Every part of every table: its name, how many rows, the content. ``seen`` gets the bytes read so far.

        Nothing of it may be trusted before the last one has come without BackupDamaged.
        """
        for frame in self._frames(seen):
            if self._vouched is not None:
                raise BackupDamaged
            if frame[:1] == _PART:
                yield self._part(frame)
            elif frame[:1] == _MANIFEST:
                self._vouched = self._checked(frame[1:])
            else:
                raise BackupDamaged
        if self._vouched is None:
            raise BackupDamaged

    def _read_clear(self) -> bytes:
        if self._source.read(len(_MAGIC)) != _MAGIC:
            raise NoBackup
        size = int.from_bytes(self._source.read(_LENGTH))
        if size > MOST_OPENING:
            raise BackupDamaged
        clear, checksum = self._source.read(size), self._source.read(_SUM)
        self._commitment = self._source.read(COMMIT)
        if not same(hashlib.sha256(clear).digest(), checksum) or len(self._commitment) != COMMIT:
            raise BackupDamaged
        try:
            self._opening = decode(Opening, clear, BACKUP, most=MOST_OPENING)
        except Tampered:
            raise BackupDamaged from None
        return clear

    def _frames(self, seen: Callable[[int], None] | None) -> Iterator[bytes]:
        waiting = bytearray()
        read_so_far = 0
        for chunk in self._chunks():
            waiting += chunk
            read_so_far += len(chunk)
            at = 0
            while len(waiting) - at >= _LENGTH:
                size = int.from_bytes(waiting[at : at + _LENGTH])
                if size > MOST_FRAME:
                    raise BackupDamaged
                if len(waiting) - at - _LENGTH < size:
                    break
                yield bytes(waiting[at + _LENGTH : at + _LENGTH + size])
                at += _LENGTH + size
            del waiting[:at]
            if seen is not None:
                seen(read_so_far)
        if waiting:
            raise BackupDamaged

    def _chunks(self) -> Iterator[bytes]:
        cipher, number = self._cipher, 0
        if cipher is None:
            raise WrongBackupKey
        following = self._source.read(CHUNK + TAG)
        while True:
            sealed, following = following, self._source.read(CHUNK + TAG)
            try:
                yield cipher.decrypt(_nonce(number, is_last=not following), sealed, None)
            except (InvalidTag, ValueError):
                raise BackupDamaged from None
            if not following:
                return
            number += 1

    def _part(self, frame: bytes) -> tuple[str, int, bytes]:
        """Take a part apart, in the one way it can have been written."""
        size = int.from_bytes(frame[1 : 1 + _LENGTH])
        head, content = frame[1 + _LENGTH : 1 + _LENGTH + size], frame[1 + _LENGTH + size :]
        length = int.from_bytes(head[:_LENGTH])
        try:
            table = head[_LENGTH : _LENGTH + length].decode()
        except UnicodeDecodeError:
            raise BackupDamaged from None
        rows = int.from_bytes(head[-8:])
        if head != packed(table, rows):
            raise BackupDamaged
        count, known = self._counts.get(table, (0, hashlib.sha256()))
        known.update(packed(table, rows, content))
        self._counts[table] = (count + rows, known)
        return table, rows, content

    def _checked(self, raw: bytes) -> Vouched:
        """The manifest, if it says of the file what was found in it."""
        try:
            signed = decode(Signed, raw, BACKUP)
            manifest = read(Manifest, signed, BACKUP)
        except TooNew:
            raise
        except Tampered:
            raise BackupDamaged from None
        found = tuple(
            TableCount(table, rows, known.digest()) for table, (rows, known) in sorted(self._counts.items())
        )
        opening = self._opening
        is_right = (
            manifest.tables == found
            and manifest.opening == hashlib.sha256(self._clear).digest()
            and manifest.centre == opening.centre
            and manifest.made_at == opening.made_at
            and manifest.program == opening.program
        )
        if not is_right:
            raise BackupDamaged
        return Vouched(manifest, signed)
