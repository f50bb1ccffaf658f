# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""When the centre locks by itself: after a while without input, and when the desktop locks or sleeps."""
