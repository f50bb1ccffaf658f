# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Cases, consultations, next steps. Its face is `CaseService`."""

from beratung.cases.service import CaseService

__all__ = ["CaseService"]
