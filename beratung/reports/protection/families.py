# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""People of a year and of its parts: whose joint tables must be looked at together. Pure.

Who was there in a quarter was there in its year with the same categories. So what a year prints as empty is empty in
each quarter, and tables of a quarter that cross nothing still depend on one another through the year's.
"""

import msgspec

from beratung.reports.protection.problem import Clique, Key, Population, Problem, cliques_of

ColumnRow = tuple[list[int], list[float]]


class Columns(msgspec.Struct, frozen=True):
    """Where the cells of the joint table of some people are."""

    within: Key
    dimensions: tuple[str, ...]
    places: dict[Key, int]
    """By what a key says beyond ``within``."""


def joints_of(problem: Problem, limit: int) -> list[tuple[Population, Clique]]:
    """The joint tables that stand behind all tables; those of overlapping people only while all together are few."""
    own = {population.within: cliques_of(population.tables) for population in problem.populations}
    limit -= sum(clique.size for cliques in own.values() for clique in cliques)
    found, taken = [], set[Key]()
    for family in _families(problem):
        tables = tuple(table for population in family for table in population.tables)
        cliques = cliques_of(tables, has_tables=True)
        size = sum(clique.size for clique in cliques) * len(family)
        size -= sum(clique.size for population in family for clique in own[population.within])
        if size <= limit and not all(_has_all(population, cliques) for population in family):
            limit -= size
            taken |= {population.within for population in family}
            found += [(population, clique) for population in family for clique in cliques]
    rest = (population for population in problem.populations if population.within not in taken)
    return [*((p, clique) for p in rest for clique in own[p.within]), *found]


def _has_all(population: Population, cliques: list[Clique]) -> bool:
    shapes = [frozenset(table.dimensions) for table in population.tables]
    return all(frozenset(clique.dimensions) in shapes for clique in cliques)


def _families(problem: Problem) -> list[list[Population]]:
    """Populations that overlap, directly or by others."""
    families: list[set[Key]] = []
    for whole, parts in problem.overlaps:
        mine = {whole, *parts}
        for other in [family for family in families if family & mine]:
            families.remove(other)
            mine |= other
        families.append(mine)
    found = ([p for p in problem.populations if p.within in family] for family in families)
    return [family for family in found if len(family) > 1]


def coupled(problem: Problem, joints: list[Columns], first: int) -> tuple[list[ColumnRow], int]:
    """Rows between the joint tables of overlapping people, with columns of their own from ``first``; and the next one."""
    by_shape = {(joint.within, frozenset(joint.dimensions)): joint.places for joint in joints}
    about = {population.within for population in problem.populations}
    rows: list[ColumnRow] = []
    for whole, parts in problem.overlaps:
        for within, shape in [entry for entry in by_shape if entry[0] == whole]:
            every = by_shape[within, shape]
            there = [by_shape[part, shape] for part in parts if (part, shape) in by_shape]
            for places in there:
                for key, column in places.items():
                    if key not in every:  # nobody of the year, so nobody of its part
                        rows.append(([column], [1.0]))
                    else:
                        rows.append(([every[key], column, first], [1.0, -1.0, -1.0]))
                        first += 1
            if len(there) == len(parts) and about.issuperset(parts):
                for key, column in every.items():
                    own = [places[key] for places in there if key in places]
                    rows.append(([*own, column, first], [1.0] * len(own) + [-1.0, -1.0]))
                    first += 1
    return rows, first
