# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""After an older state was put back: take over what was signed about accounts since then.

Only what is signed by somebody who could counts, so the source need not be trusted: the rests of the former
centre serve as well as the small file beside the backups. What stands in the backup already stays.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from beratung.domain.base import Domain
from beratung.vault.backup_records import CHECKED
from beratung.vault.backups import BACKUP
from beratung.vault.circle_members import MEMBER, drop_members
from beratung.vault.circles import read_grant
from beratung.vault.encoding import decode, derived_id
from beratung.vault.errors import VaultError
from beratung.vault.incarnation import INCARNATION
from beratung.vault.keyring import Keyring
from beratung.vault.protocols import VaultItems
from beratung.vault.revocation import Revocations
from beratung.vault.statements import (
    CIRCLE,
    GRANT,
    INVITATION,
    REVOCATION,
    ROOT,
    STORAGE,
    SUSPENSION,
    USER,
    Invitation,
    Signed,
    domains_of,
    grant_id,
    holders_of,
    keys_digest,
    read,
)
from beratung.vault.stating import Item
from beratung.vault.storage_grant import publish_storage_grants, write_storage_grant
from beratung.vault.trust import Trust

NOT_REPEATED = frozenset({ROOT, STORAGE, BACKUP, CHECKED, "setting"})
"""The root never changes; grants of the storage key are made anew; the rest says nothing about accounts."""
REPEATED = frozenset({USER, SUSPENSION, REVOCATION, CIRCLE, GRANT, MEMBER, INCARNATION, INVITATION})
"""What follows from the signatures alone; whatever else a source names may be made up."""
ABOUT_ACCOUNTS = frozenset({USER, SUSPENSION, REVOCATION})


def repeat(keyring: Keyring, items: VaultItems, newer: Iterable[Item], now: datetime) -> int:
    """Take over signed items that are newer than those stored; returns how many were about accounts.

    Grants that the roles do not promise any more are deleted, as they were when the roles changed, and so is what is
    stated of the circles of who can be in none any more.

    Raises:
        Suspended: by one of them the user himself was suspended meanwhile.
    """
    wanted = [item for item in newer if item[0] in REPEATED and _is_in_place(*item)]
    stored = {id_ for kind in REPEATED | NOT_REPEATED for id_, _ in items.items(kind)}
    fresh = [item for item in wanted if item[0] != GRANT and item[1] not in stored]
    for item in fresh:
        items.put_item(*item)
    keyring.refresh(items, now)
    for kind, id_, body in wanted:
        if kind == GRANT and _is_promised(keyring.trust, body):
            items.put_item(GRANT, id_, body)
    for id_, body in items.items(GRANT):
        if not _is_promised(keyring.trust, body):
            items.remove_item(id_)
    drop_members(items, _without_cases(keyring.trust))
    keyring.refresh(items, now)
    words = Revocations(keyring.trust, items).rejected
    void = {rejected.id for rejected in (*keyring.rejected, *words)}
    for _, id_, _ in fresh:
        if id_ in void:
            items.remove_item(id_)
    keyring.refresh(items, now)
    return sum(kind in ABOUT_ACCOUNTS and id_ not in void for kind, id_, _ in fresh)


def grant_storage_again(
    keyring: Keyring, items: VaultItems, keys: Path, now: datetime, *, on_server: bool
) -> None:
    """Seal the storage key of the restored database to everybody who may open it, for the keys he has now."""
    for id_, _ in items.items(STORAGE):
        items.remove_item(id_)
    trust, epoch = keyring.trust, keyring.storage_epoch
    for member in trust.members():
        if not member.is_revoked:
            write_storage_grant(
                keys,
                keyring.secret,
                trust.entry(member.id).keys,
                trust=trust,
                storage_key=keyring.storage_key,
                now=now,
                epoch=epoch,
            )
    if on_server:
        publish_storage_grants(keys, items, epoch)


def _without_cases(trust: Trust) -> frozenset[UUID]:
    """Whose account was closed, or whose roles hold no cases any more: they are in no circle."""
    return frozenset(
        member.id
        for member in trust.members()
        if not member.is_recovery and (member.is_revoked or Domain.CASE not in domains_of(member.roles))
    )


def _is_in_place(kind: str, id_: UUID, body: bytes) -> bool:
    """Whether an item that the keyring does not judge lies where its kind puts it, and so in no other's place."""
    try:
        if kind == GRANT:
            return grant_id(read_grant(body)[1].context) == id_
        if kind == INVITATION:
            invited = read(Invitation, decode(Signed, body, kind), kind)
            return derived_id(INVITATION, invited.user) == id_
    except VaultError:
        return False
    return True


def _is_promised(trust: Trust, raw: bytes) -> bool:
    """Whether a grant counts, is for the keys that the grantee has now, and for what his roles promise."""
    try:
        signed, grant = read_grant(raw)
    except VaultError:
        return False
    context = grant.context
    keys, member = trust.keys_of(context.grantee), trust.member(context.grantee)
    if keys is None or member is None or member.is_revoked or context.keys != keys_digest(keys):
        return False
    promised = {domain.value for domain in domains_of(member.roles)} | {STORAGE}
    is_his = member.is_recovery or context.what in promised
    return is_his and trust.counts(signed, GRANT, holders_of(context.what))
