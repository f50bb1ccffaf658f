# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A desk with one client, ready to write letters."""

import pytest

from tests.letters.samples import Desk


@pytest.fixture
def desk() -> Desk:
    """One client, one case, no consent yet."""
    return Desk()
