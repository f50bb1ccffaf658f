# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where records live: engine, tables, unit of work, freshness. The only place that knows SQL.

`Store` is made with ``Store.create`` or ``Store.open`` and the storage key, fulfils the vault's
`VaultItems` and `AuditRows`, and after ``attach(keyring)`` the rooms' `Records`. Every commit writes
the audit entry of its changes and notes itself, after the followers have been called.
"""

from beratung.store import upgrades as _upgrades  # noqa: F401 - registers them
from beratung.store.codec import upgrades
from beratung.store.errors import StoreError
from beratung.store.store import Store
from beratung.store.work import StoreWork

__all__ = ["Store", "StoreError", "StoreWork", "upgrades"]
