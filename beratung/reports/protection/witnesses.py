# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Of all whole tables that were found, the few that the proof needs. Pure."""

import msgspec
import numpy as np

from beratung.reports.protection.needs import Found


class Shown(msgspec.Struct, frozen=True):
    """A table, and for which of the hidden cells it is the one that is high, or low, enough."""

    table: np.ndarray
    high: np.ndarray
    low: np.ndarray


def chosen_tables(found: Found, base: np.ndarray) -> list[np.ndarray]:
    """A few of the tables that were found, enough to show every cell safe that all of them show safe.

    The one that helps most cells comes first; of equals, the one that was found first. ``base`` is a whole table,
    the true one or a population behind it.
    """
    needs, count = found.needs, len(found.high)
    targets = np.array(found.targets, np.int64)
    if not found.tables or not len(targets):
        return []
    cells = np.array([table[:count][targets] for table in found.tables])
    wanted_low = np.minimum(
        needs.low[targets], np.maximum(found.low[targets], found.high[targets] - needs.span[targets])
    )
    wanted_high = np.maximum(needs.high[targets], wanted_low + needs.span[targets])
    wanted_high = np.minimum(found.high[targets], wanted_high)
    reaches_high, reaches_low = cells >= wanted_high, cells <= wanted_low
    open_high, open_low = np.ones(len(targets), bool), np.ones(len(targets), bool)
    chosen: list[Shown] = []
    while True:
        gains = reaches_high[:, open_high].sum(1) + reaches_low[:, open_low].sum(1)
        best = int(gains.argmax())
        if not gains[best]:
            return _packed(found, chosen, base, (targets, wanted_low, wanted_high))
        high, low = reaches_high[best] & open_high, reaches_low[best] & open_low
        chosen.append(Shown(found.tables[best], high, low))
        open_high &= ~high
        open_low &= ~low


def _packed(
    found: Found,
    chosen: list[Shown],
    base: np.ndarray,
    wanted: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> list[np.ndarray]:
    """Several tables in one: what differs from the base in one and in another may differ in both at once."""
    attack = found.attack
    targets, wanted_low, wanted_high = wanted
    packed: list[Shown] = []
    for one in chosen:
        step = one.table - base
        for number, other in enumerate(packed):
            table = other.table + step
            high, low = one.high | other.high, one.low | other.low
            values = table[targets]
            is_good = (values[high] >= wanted_high[high]).all() and (values[low] <= wanted_low[low]).all()
            if is_good and attack.fits(table) and not attack.is_true(table):
                packed[number] = Shown(table, high, low)
                break
        else:
            packed.append(one)
    return [shown.table for shown in packed]
