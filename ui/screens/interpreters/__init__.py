# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who interprets: requests, the planned week, the people and services, time sheets. For counsellors."""
