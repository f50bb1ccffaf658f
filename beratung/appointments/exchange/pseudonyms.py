# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The numbers and UIDs under which appointments stand outside: always the same, and without the secret no way back."""

import hmac
import secrets
from hashlib import sha256
from uuid import UUID

from beratung.domain.errors import NotFound, RecordConflict
from beratung.domain.exchange import PSEUDONYMS, CalendarPseudonyms
from beratung.domain.work import Records

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that look alike."""
_DIGITS = 6


class Pseudonyms:
    """Tells numbers and UIDs; the secret is sealed with the appointments and made when it is first needed."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def number(self, appointment: UUID) -> str:
        """The number that stands outside: ``Q7K3XB``."""
        rest = int.from_bytes(self._mac(b"number", appointment)[:8], "big")
        letters = []
        for _ in range(_DIGITS):
            rest, digit = divmod(rest, len(_LETTERS))
            letters.append(_LETTERS[digit])
        return "".join(letters)

    def uid(self, appointment: UUID) -> str:
        """The UID in files and on calendar servers."""
        return f"{self._mac(b'uid', appointment)[:16].hex()}@termin"

    def _mac(self, purpose: bytes, appointment: UUID) -> bytes:
        return hmac.new(self._secret, purpose + b"\x00" + appointment.bytes, sha256).digest()


def pseudonyms_of(records: Records) -> Pseudonyms:
    """Return the pseudonyms of a centre; two programs that make the secret at once agree on one."""
    for _ in range(5):
        try:
            with records.work() as work:
                return Pseudonyms(work.get(CalendarPseudonyms, PSEUDONYMS).secret)
        except NotFound:
            pass
        made = CalendarPseudonyms(id=PSEUDONYMS, subject=PSEUDONYMS, secret=secrets.token_bytes(32))
        try:
            with records.work() as work:
                work.put(made)
                work.commit()
        except RecordConflict:
            continue
        return Pseudonyms(made.secret)
    raise RecordConflict
