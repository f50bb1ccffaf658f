# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A user's key file: his private keys under his password, and the storage key that was granted to him."""

import hashlib
import os
import unicodedata
from pathlib import Path
from uuid import UUID

from beratung.vault.encoding import Statement, Versioned, decode, encode, packed
from beratung.vault.errors import KeyFileDamaged, Tampered, TooNew, WrongPassword
from beratung.vault.files import files_of, read_either, write_twice
from beratung.vault.kdf import SALT_BYTES, KdfCost, check_new_password, derive
from beratung.vault.primitives import (
    HPKE_PRIVATE,
    KEY,
    OpeningKey,
    Secret,
    SigningKey,
    box_open,
    box_seal,
    mac,
    same,
)
from beratung.vault.process import shield

SUFFIX = ".key"
_MAGIC = b"beratung key\n"
_SUM = 32
_LABEL = "user-secret"
_WHERE = "key file"


class KeyHeader(Versioned, frozen=True):
    """The clear part of a key file; all of it is bound into the seal of the rest.

    ``name_tag`` is HMAC(``name_salt``, folded user name): the folder lists no names of colleagues.
    """

    centre: UUID
    user: UUID
    name_salt: bytes
    name_tag: bytes
    salt: bytes
    cost: KdfCost


class _KeyFile(Statement, frozen=True):
    header: bytes
    sealed: bytes


class _Secrets(Versioned, frozen=True):
    opening: bytes
    signing: bytes
    pin: bytes


class UserSecret(Secret):
    """A user's two private keys and the fingerprint of the trust root that he accepted.

    ``pin`` is what every chain of signatures must end at: who swaps the whole list of users cannot swap it.
    """

    __slots__ = ("centre", "opening", "pin", "signing", "user")

    def __init__(
        self, centre: UUID, user: UUID, opening: OpeningKey, signing: SigningKey, pin: bytes
    ) -> None:
        shield()
        self.centre = centre
        self.user = user
        self.opening = opening
        self.signing = signing
        self.pin = pin

    @classmethod
    def generate(cls, centre: UUID, user: UUID, pin: bytes) -> "UserSecret":
        """Fresh keys for a user."""
        return cls(centre, user, OpeningKey.generate(), SigningKey.generate(), pin)

    def sign(self, purpose: str, message: bytes) -> bytes:
        """Sign for this centre and purpose."""
        return self.signing.sign(self.centre, purpose, message)


def folded(name: str) -> str:
    """A user name as it is compared: without case, accents composed, blanks joined."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _tag(salt: bytes, name: str) -> bytes:
    return mac(salt, folded(name).encode("utf-8", "surrogatepass"))


def write_key_file(folder: Path, secret: UserSecret, name: str, password: str, cost: KdfCost) -> None:
    """Write a user's key file under a password, both generations.

    The former generation is overwritten too: a copy under an old password would keep that password alive.
    """
    check_new_password(password)
    header = KeyHeader(
        1,
        centre=secret.centre,
        user=secret.user,
        name_salt=(name_salt := os.urandom(SALT_BYTES)),
        name_tag=_tag(name_salt, name),
        salt=os.urandom(SALT_BYTES),
        cost=cost,
    )
    clear = encode(header)
    key = derive(password, header.salt, cost)
    plain = encode(_Secrets(1, secret.opening.raw(), secret.signing.raw(), secret.pin))
    body = _MAGIC + encode(_KeyFile(clear, box_seal(bytes(key), _LABEL, clear, plain)))
    write_twice(folder / f"{secret.user}{SUFFIX}", body + hashlib.sha256(body).digest())


def _parse(data: bytes) -> tuple[KeyHeader, bytes, bytes]:
    """Header, its bytes, and the sealed part; the checksum tells damage from a wrong password."""
    body, checksum = data[:-_SUM], data[-_SUM:]
    if not body.startswith(_MAGIC) or not same(hashlib.sha256(body).digest(), checksum):
        raise Tampered(_WHERE)
    file = decode(_KeyFile, body[len(_MAGIC) :], _WHERE)
    header = decode(KeyHeader, file.header, _WHERE)
    return header, file.header, file.sealed


class _Folder:
    """The key files of a folder that can be read, and those that cannot."""

    def __init__(self, folder: Path) -> None:
        self.whole: list[tuple[Path, KeyHeader, bytes, bytes]] = []
        self.broken: list[Path] = []
        self.newer = False
        for user, path in files_of(folder, SUFFIX):
            try:
                parsed = read_either(path, _parse)
            except KeyFileDamaged:
                self.broken.append(path)
            except TooNew:
                self.newer = True
            else:
                if parsed is not None and parsed[0].user == user:
                    self.whole.append((path, *parsed))
                else:
                    self.broken.append(path)

    def of(self, name: str) -> tuple[Path, KeyHeader, bytes, bytes] | None:
        """The key file that bears this user name."""
        for entry in self.whole:
            if same(_tag(entry[1].name_salt, name), entry[1].name_tag):
                return entry
        return None


def has_key_file(folder: Path, name: str) -> bool:
    """Whether a user of this name has a readable key file here. Not for the unlock screen: it would tell."""
    return _Folder(folder).of(name) is not None


def open_user_secret(folder: Path, name: str, password: str) -> UserSecret:
    """Open the key file of a user.

    An unknown name costs one derivation like a known one and ends in the same error. Where a damaged file
    may be the one that is meant, the damage is reported, whatever the name.

    Raises:
        WrongPassword: name or password is wrong, or the sealed part was changed on purpose.
        CostRefused: the header asks for less than the floor or more than the ceiling.
        KeyFileDamaged: both generations are damaged.
        TooNew: a newer program wrote it.
    """
    return _open(folder, name, password)[1]


def _open(folder: Path, name: str, password: str) -> tuple[KeyHeader, UserSecret]:
    files = _Folder(folder)
    entry = files.of(name)
    if entry is None:
        _pretend(files, name, password)
        if files.newer:
            raise TooNew(_WHERE)
        if files.broken:
            raise KeyFileDamaged(file=files.broken[0].name)
        raise WrongPassword
    path, header, clear, sealed = entry
    key = derive(password, header.salt, header.cost, file=path.name)
    try:
        plain = box_open(bytes(key), _LABEL, clear, sealed, _WHERE)
    except Tampered:
        raise WrongPassword from None
    secrets = decode(_Secrets, plain, _WHERE)
    if (len(secrets.opening), len(secrets.signing), len(secrets.pin)) != (HPKE_PRIVATE, KEY, KEY):
        raise Tampered(_WHERE)
    opening, signing = OpeningKey(secrets.opening), SigningKey(secrets.signing)
    return header, UserSecret(header.centre, header.user, opening, signing, secrets.pin)


def _pretend(files: _Folder, name: str, password: str) -> None:
    """Spend on an unknown name what a known one costs; where costs differ, always what the same one costs."""
    known = [entry[1] for entry in files.whole if entry[1].cost.is_allowed()]
    cost = (
        known[int.from_bytes(_tag(known[0].name_salt, name)) % len(known)].cost if known else KdfCost.DEFAULT
    )
    derive(password, hashlib.sha256(packed(name)).digest()[:SALT_BYTES], cost)


def change_password(folder: Path, name: str, old: str, new: str, cost: KdfCost | None = None) -> None:
    """Put a user's keys under a new password; nothing else has to be sealed again.

    ``cost`` None keeps the cost of the file. Raises what ``open_user_secret`` raises, and WeakPassword.
    """
    check_new_password(new)
    header, secret = _open(folder, name, old)
    write_key_file(folder, secret, name, new, cost or header.cost)
