# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Alembic's scripts for the clear tables; run inside the program by `beratung.store.layout`."""
