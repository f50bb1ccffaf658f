# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Case records, offers and referral letters for migration counselling centres."""

__version__ = "0.1.0"
