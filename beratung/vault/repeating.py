# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""After an older state was put back: take over what was signed about accounts since then.

Only what is signed by somebody who could counts, so the source need not be trusted: the rests of the former
centre serve as well as the small file beside the backups. What stands in the backup already stays.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from beratung.vault.backup_records import CHECKED
from beratung.vault.backups import BACKUP
from beratung.vault.circles import read_grant
from beratung.vault.errors import VaultError
from beratung.vault.keyring import Keyring
from beratung.vault.protocols import VaultItems
from beratung.vault.statements import (
    GRANT,
    REVOCATION,
    ROOT,
    STORAGE,
    SUSPENSION,
    USER,
    domains_of,
    holders_of,
    keys_digest,
)
from beratung.vault.stating import Item
from beratung.vault.storage_grant import publish_storage_grants, write_storage_grant
from beratung.vault.trust import Trust

NOT_REPEATED = frozenset({ROOT, STORAGE, BACKUP, CHECKED, "setting"})
"""The root never changes; grants of the storage key are made anew; the rest says nothing about accounts."""
ABOUT_ACCOUNTS = frozenset({USER, SUSPENSION, REVOCATION})


def repeat(keyring: Keyring, items: VaultItems, newer: Iterable[Item], now: datetime) -> int:
    """Take over signed items that are newer than those stored; returns how many were about accounts.

    Grants that the roles do not promise any more are deleted, as they were when the roles changed.

    Raises:
        Suspended: by one of them the user himself was suspended meanwhile.
    """
    wanted = [(kind, id_, body) for kind, id_, body in newer if kind not in NOT_REPEATED]
    stored = {kind: {id_ for id_, _ in items.items(kind)} for kind in {kind for kind, _, _ in wanted}}
    fresh = [item for item in wanted if item[0] != GRANT and item[1] not in stored[item[0]]]
    for item in fresh:
        items.put_item(*item)
    keyring.refresh(items, now)
    for kind, id_, body in wanted:
        if kind == GRANT and _is_promised(keyring.trust, body):
            items.put_item(GRANT, id_, body)
    for id_, body in items.items(GRANT):
        if not _is_promised(keyring.trust, body):
            items.remove_item(id_)
    keyring.refresh(items, now)
    void = {rejected.id for rejected in keyring.rejected}
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
