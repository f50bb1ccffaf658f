# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a user typed while the server was away, sealed to himself, beside his keys until it is there again."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import UUID

from beratung.vault.encoding import Versioned, decode, encode, packed
from beratung.vault.errors import KeyFileDamaged, Tampered
from beratung.vault.files import files_of, read_either, remove_both, write_twice
from beratung.vault.keyring import Keyring
from beratung.vault.primitives import seal_to

SUFFIX = ".aside"
_PURPOSE = "aside"


class _Aside(Versioned, frozen=True):
    """To whom it is sealed, and his own signature, because sealing proves no sender."""

    user: UUID
    sealed: bytes
    signature: bytes


class AsideFiles:
    """Files in the key folder that only the user who wrote them opens, and nobody else could have written."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder = folder
        self._keyring = keyring

    def keep(self, name: UUID, content: bytes) -> None:
        """Seal something and write it in place of what bore this name before."""
        secret = self._keyring.secret
        sealed = seal_to(secret.opening.public, self._context(name), content)
        signature = secret.sign(_PURPOSE, packed(name, sealed))
        write_twice(self._path(name), encode(_Aside(1, secret.user, sealed, signature)))

    def all(self) -> dict[UUID, bytes]:
        """Everything of this user that opens; what was changed or is somebody else's is left where it lies."""
        found: dict[UUID, bytes] = {}
        for name, path in files_of(self._folder, SUFFIX):
            with suppress(KeyFileDamaged):
                content = read_either(path, partial(self._opened, name))
                if content:
                    found[name] = content
        return found

    def drop(self, name: UUID) -> None:
        """Remove what bears this name; nothing happens if there is none."""
        remove_both(self._path(name))

    def _opened(self, name: UUID, raw: bytes) -> bytes:
        found = decode(_Aside, raw, _PURPOSE)
        secret, user = self._keyring.secret, self._keyring.user
        if found.user != user.id:
            return b""
        message = packed(name, found.sealed)
        if not self._keyring.trust.verify(user.id, _PURPOSE, message, found.signature):
            raise Tampered(_PURPOSE)
        return secret.opening.open(self._context(name), found.sealed, _PURPOSE)

    def _context(self, name: UUID) -> bytes:
        return packed("aside1", self._keyring.centre, self._keyring.user.id, name)

    def _path(self, name: UUID) -> Path:
        return self._folder / f"{name}{SUFFIX}"
