# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Offers: the catalogue, the rules of access and matching. The room's service is `OfferService`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beratung.offers.service import Matcher, OfferService

__all__ = ["Matcher", "OfferService"]


def __getattr__(name: str) -> object:
    """Load the service only when it is asked for: the code lists alone need no rules."""
    if name in __all__:
        from beratung.offers import service

        return getattr(service, name)
    raise AttributeError(name)
