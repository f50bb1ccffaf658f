# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What makes one interpreter better than another for a request: points with a reason each. Pure."""

from collections.abc import Mapping
from uuid import UUID

from beratung.domain.errors import N_
from beratung.domain.interpreting import InterpreterFile, InterpreterKind, InterpreterRequest
from beratung.domain.interpreting_views import Weight, WeightKind
from beratung.domain.planning import Mode

SAME_PERSON, SAME_UNASKED, DIALECT, OTHER_DIALECT, LAST_RESORT = 100, 20, 40, -20, -200
MOST_TRAVEL, MOST_LOAD = 120, 60


def weights_of(
    file: InterpreterFile, request: InterpreterRequest, travel: int | None, load: Mapping[UUID, int]
) -> tuple[Weight, ...]:
    """Every weight that says something."""
    found = [
        _same_person(file, request),
        _dialect(file, request),
        _travel(file, request, travel),
        _fairness(file, load),
        _cost(file),
    ]
    return tuple(weight for weight in found if weight is not None)


def _same_person(file: InterpreterFile, request: InterpreterRequest) -> Weight | None:
    if request.previous != file.id:
        return None
    points = SAME_PERSON if request.same_person else SAME_UNASKED
    return Weight(kind=WeightKind.SAME_PERSON, points=points, words=N_("Knows the case from before."))


def _dialect(file: InterpreterFile, request: InterpreterRequest) -> Weight | None:
    if not request.dialect:
        return None
    spoken = [word for entry in file.languages if entry.code == request.language for word in entry.dialects]
    if request.dialect.casefold() in {word.casefold() for word in spoken}:
        return Weight(kind=WeightKind.DIALECT, points=DIALECT, words=N_("Speaks the dialect."))
    if spoken:
        return Weight(kind=WeightKind.DIALECT, points=OTHER_DIALECT, words=N_("Other dialects were entered."))
    return Weight(kind=WeightKind.DIALECT, points=0, words=N_("The dialect is not known."))


def _travel(file: InterpreterFile, request: InterpreterRequest, travel: int | None) -> Weight | None:
    if request.mode is not Mode.SITE or file.kind_of is InterpreterKind.POOL:
        return None
    if travel is None:
        return Weight(kind=WeightKind.TRAVEL, points=0, words=N_("The way is not known."))
    return Weight(
        kind=WeightKind.TRAVEL,
        points=-min(travel, MOST_TRAVEL),
        words=N_("About %(minutes)d minutes each way."),
        details={"minutes": travel},
    )


def _fairness(file: InterpreterFile, load: Mapping[UUID, int]) -> Weight | None:
    hours = round(load.get(file.id, 0) / 60)
    if file.kind_of is InterpreterKind.POOL or not hours:
        return None
    return Weight(
        kind=WeightKind.FAIRNESS,
        points=-min(hours, MOST_LOAD),
        words=N_("Was booked for %(hours)d hours in the last weeks."),
        details={"hours": hours},
    )


def _cost(file: InterpreterFile) -> Weight | None:
    if file.kind_of is InterpreterKind.PERSON:
        return None
    return Weight(
        kind=WeightKind.COST, points=LAST_RESORT, words=N_("An outside service: when nobody else can.")
    )
