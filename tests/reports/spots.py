# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every number of a document, so that each can be changed."""

from collections.abc import Iterator
from typing import Any

Spot = tuple[Any, Any]


def spots(value: Any) -> Iterator[Spot]:  # noqa: ANN401 - any JSON value
    """Every number of a document, as the container and the place in it."""
    for place, entry in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(entry, dict | list):
            yield from spots(entry)
        elif isinstance(entry, int | float) and not isinstance(entry, bool):
            yield value, place
