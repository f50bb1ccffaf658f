# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""People and families: recording, finding, duplicates, import. Its face is `ClientService`."""

from beratung.clients.service import ClientService

__all__ = ["ClientService"]
