# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Consents and the audit trail. Its face is `PrivacyService`."""

from beratung.privacy.service import PrivacyService

__all__ = ["PrivacyService"]
