# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Is all in order? The look, the lock, users, the letterhead and the check of the centre."""
