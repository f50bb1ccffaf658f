# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The invited user's side: read an invitation, make one's own keys, leave the public ones as an answer."""

from pathlib import Path
from uuid import UUID

import msgspec

from beratung.domain.base import Role
from beratung.vault import stating
from beratung.vault.encoding import Versioned, decode, encode
from beratung.vault.errors import InvitationDamaged, InvitationUsed, NameTaken, Tampered
from beratung.vault.files import files_of, remove_both, write_twice
from beratung.vault.fingerprints import fingerprint
from beratung.vault.kdf import KdfCost, calibrate
from beratung.vault.keyfile import SUFFIX, UserSecret, has_key_file, write_key_file
from beratung.vault.membership import MAY_INVITE, read_invitation, read_membership
from beratung.vault.statements import INVITATION, Acceptance, Invitation, Signed, keys_digest, pin_of, read
from beratung.vault.trust import Trust

ANSWER = ".join"
_MAGIC = b"beratung invitation\n"


class _InvitationFile(Versioned, frozen=True):
    root: bytes
    chain: tuple[tuple[UUID, bytes], ...]
    invitation: Signed


class InvitationView(msgspec.Struct, frozen=True):
    """An invitation as the invited reads it before accepting."""

    centre: UUID
    user: UUID
    name: str
    roles: frozenset[Role]
    invited_by: str
    fingerprint: str
    """The centre's, to be compared with the inviter's screen."""

    def __repr__(self) -> str:
        return f"<InvitationView {self.user}>"


class Accepted(msgspec.Struct, frozen=True):
    """An accepted invitation: who confirms it must see this very fingerprint."""

    user: UUID
    fingerprint: str
    answer: bytes
    """The public keys, signed; also left in the key folder for who confirms."""

    def __repr__(self) -> str:
        return f"<Accepted {self.user}>"


def invitation_file(trust: Trust, signed: Signed) -> bytes:
    """The file that is handed to the invited user: the invitation and the way from the root to its signer."""
    file = _InvitationFile(1, trust.root_item, tuple(trust.chain(signed.by)), signed)
    return _MAGIC + encode(file)


def look_at(file: bytes) -> InvitationView:
    """Read and check an invitation file; raises InvitationDamaged or TooNew."""
    return _read_file(file)[0]


def _read_file(file: bytes) -> tuple[InvitationView, bytes]:
    """The invitation, and the pin of the root that it rests on."""
    try:
        if not file.startswith(_MAGIC):
            raise Tampered(INVITATION)
        parsed = decode(_InvitationFile, file[len(_MAGIC) :], INVITATION)
        claimed = read(Invitation, parsed.invitation, INVITATION)
        root = read_membership(parsed.root, claimed.centre, claimed.pin)
        pin = pin_of(claimed.centre, root.user, root.keys.verify_key)
        invitation = read_invitation(parsed.invitation, claimed.centre, pin, INVITATION)
        trust = Trust(claimed.centre, pin, parsed.root, parsed.chain)
        inviter = trust.member(parsed.invitation.by)
        if trust.rejected or inviter is None or not trust.counts(parsed.invitation, INVITATION, MAY_INVITE):
            raise Tampered(INVITATION)
    except Tampered:
        raise InvitationDamaged(place="file") from None
    roles = frozenset(invitation.roles)
    view = InvitationView(
        invitation.centre, invitation.user, invitation.name, roles, inviter.name, fingerprint(pin)
    )
    return view, pin


def accept(file: bytes, keys: Path, password: str, cost: KdfCost | None = None) -> Accepted:
    """Make the invited user's keys, under a password that only he knows.

    From now on the root named in the invitation is pinned: he should have compared its fingerprint. Nothing
    can be opened until somebody confirms the fingerprint that is returned. Who shares no key folder hands
    ``answer`` over.

    Raises:
        InvitationDamaged, NameTaken, WeakPassword: bad input; nothing was written.
    """
    view, pin = _read_file(file)
    is_used = any(user == view.user for user, _ in files_of(keys, SUFFIX))
    if has_key_file(keys, view.name):
        raise (InvitationUsed if is_used else NameTaken)(place="user")
    if is_used:
        raise InvitationDamaged(place="file")  # it would put somebody else's keys aside
    secret = UserSecret.generate(view.centre, view.user, pin)
    signed = stating.acceptance(secret)
    write_key_file(keys, secret, view.name, password, cost or calibrate())
    answer = encode(signed)
    write_twice(keys / f"{secret.user}{ANSWER}", answer)
    return Accepted(secret.user, fingerprint_of_keys(signed), answer)


def fingerprint_of_keys(signed: Signed) -> str:
    """The fingerprint of the public keys in an answer."""
    return fingerprint(keys_digest(read(Acceptance, signed, INVITATION)))


def drop_answer(keys: Path, user: UUID) -> None:
    """Remove the answer after it was taken over."""
    remove_both(keys / f"{user}{ANSWER}")


def drop_joining(keys: Path, user: UUID) -> None:
    """Remove what an invited user made whom nobody will confirm: his name is free again."""
    drop_answer(keys, user)
    remove_both(keys / f"{user}{SUFFIX}")
