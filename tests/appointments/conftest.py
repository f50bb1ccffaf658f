# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The places of the store's tests, for calendars in real databases."""

from tests.store.conftest import centre, new_database

__all__ = ["centre", "new_database"]
