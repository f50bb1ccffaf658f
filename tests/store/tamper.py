# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What somebody with the storage key, or with the bare files, can do to a centre behind the program's back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from sqlcipher3 import dbapi2

PAGE = 4096
RESERVED = 80
"""Bytes at the end of a page for the vector and the MAC."""


@contextmanager
def opened(folder: Path, storage_key: bytes) -> Iterator[Any]:
    """The database by the bare driver; what is executed stays."""
    with opened_file(folder / "beratung.db", storage_key) as connection:
        yield connection


@contextmanager
def opened_file(file: Path, storage_key: bytes) -> Iterator[Any]:
    """The same for a file of any name."""
    connection = dbapi2.connect(str(file), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{storage_key.hex()}'\"")
        yield connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def copied(folder: Path, name: str) -> Path:
    """A copy of all files of a centre, beside it."""
    target = folder.with_name(name)
    shutil.copytree(folder, target)
    return target


def put_back(folder: Path, copy: Path, *names: str) -> None:
    """Put files of a copy back; a log that the copy had not is removed."""
    for name in names or ("beratung.db", "beratung.db-wal", "beratung.db-shm"):
        (folder / name).unlink(missing_ok=True)
        if (copy / name).exists():
            shutil.copy(copy / name, folder / name)


def changed_pages(one: Path, two: Path) -> list[int]:
    """The numbers of the pages (from 0) that differ between two files of one size."""
    first, second = one.read_bytes(), two.read_bytes()
    pages = range(min(len(first), len(second)) // PAGE)
    return [n for n in pages if first[n * PAGE : (n + 1) * PAGE] != second[n * PAGE : (n + 1) * PAGE]]


def put_back_page(file: Path, old: Path, page: int) -> None:
    """Put one old page into a file."""
    with old.open("rb") as source:
        source.seek(page * PAGE)
        content = source.read(PAGE)
    with file.open("r+b") as target:
        target.seek(page * PAGE)
        target.write(content)


def decrypted_pages(folder: Path, storage_key: bytes) -> bytes:
    """The content of every page of the file, also of free ones and free space, without SQLite's help."""
    raw = (folder / "beratung.db").read_bytes()
    plain = b""
    for at in range(0, len(raw), PAGE):
        page = raw[at : at + PAGE]
        content, vector = page[16 if at == 0 else 0 : -RESERVED], page[-RESERVED : -RESERVED + 16]
        opener = Cipher(AES(storage_key), CBC(vector)).decryptor()
        plain += opener.update(content) + opener.finalize()
    return plain
