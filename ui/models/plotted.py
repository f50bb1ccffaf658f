# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a plot shows, apart from how it is drawn. What is hidden is None, never a guess."""

from typing import NamedTuple


class Bar(NamedTuple):
    """A bar; ``value`` None is hidden and drawn as a hatched stub.

    ``parts`` are what it is made of, in the order of the keys; what is hidden in it is the hatched rest.
    """

    label: str
    value: int | None
    parts: tuple[int | None, ...] = ()


class Curve(NamedTuple):
    """A line over the periods; None is a gap."""

    label: str
    values: tuple[int | None, ...]
