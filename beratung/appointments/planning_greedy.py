# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A good plan at once: the scarcest requests first, then making room by moving one job. Never shown below it."""

from collections import defaultdict

from beratung.appointments.planning_rules import Choice, Rules


class Week:
    """Jobs given so far, by interpreter."""

    def __init__(self, rules: Rules, chosen: list[Choice]) -> None:
        self._rules = rules
        self.of: dict[int, Choice] = {}
        self._jobs: dict[int, list[Choice]] = defaultdict(list)
        self._seconds: dict[int, int] = defaultdict(int)
        for choice in chosen:
            self.add(choice)

    def add(self, choice: Choice) -> None:
        """Give a job."""
        self.of[choice.request] = choice
        self._jobs[choice.interpreter].append(choice)
        self._seconds[choice.interpreter] += choice.end - choice.start

    def remove(self, choice: Choice) -> None:
        """Take a job back."""
        del self.of[choice.request]
        self._jobs[choice.interpreter].remove(choice)
        self._seconds[choice.interpreter] -= choice.end - choice.start

    def in_the_way(self, choice: Choice) -> list[Choice]:
        """The jobs that exclude this one."""
        return [job for job in self._jobs[choice.interpreter] if self._rules.collide(job, choice)]

    def has_hours(self, choice: Choice, less: int = 0) -> bool:
        """Whether the hours of the interpreter suffice, ``less`` seconds being given back."""
        most = self._rules.instance.interpreters[choice.interpreter].max_seconds
        return self._seconds[choice.interpreter] - less + choice.end - choice.start <= most

    def takes(self, choice: Choice) -> bool:
        """Whether the job can be given as things are."""
        return self.has_hours(choice) and not self.in_the_way(choice)


def greedy(rules: Rules) -> list[Choice]:
    """The best of a few quick plans, improved by moving single jobs out of the way."""
    options: dict[int, list[Choice]] = defaultdict(list)
    for choice in rules.choices:
        options[choice.request].append(choice)
    for found in options.values():
        found.sort(key=lambda c: (c not in rules.proposed, not rules.is_previous(c), rules.travel(c), c))
    people = {request: len({choice.interpreter for choice in found}) for request, found in options.items()}
    urgent = {place: -request.priority for place, request in enumerate(rules.instance.requests)}
    orders = (
        sorted(options, key=lambda r: (people[r], len(options[r]), urgent[r], r)),
        sorted(options, key=lambda r: (urgent[r], people[r], len(options[r]), r)),
    )
    plans = [polished(rules, _improved(rules, options, order)) for order in orders]
    return max(plans, key=rules.score)


def first_free(rules: Rules) -> list[Choice]:
    """What somebody does by hand: requests as they come, whoever is free first. For comparison."""
    week = Week(rules, [])
    for choice in sorted(rules.choices, key=lambda c: (c.request, c.start, c.interpreter)):
        if choice.request not in week.of and week.takes(choice):
            week.add(choice)
    return list(week.of.values())


def polished(rules: Rules, chosen: list[Choice]) -> list[Choice]:
    """The same requests served, by better choices: moving one job, or one more that is in its way."""
    options: dict[int, list[Choice]] = defaultdict(list)
    for choice in rules.choices:
        options[choice.request].append(choice)
    week = Week(rules, chosen)
    worth = {choice: _worth(rules, choice) for choice in rules.choices}
    for found in options.values():
        found.sort(key=lambda choice: worth[choice], reverse=True)
    while any([_better(week, rules, options, worth, request) for request in sorted(options)]):  # noqa: C419
        pass
    return list(week.of.values())


Worth = tuple[int, int, float]


def _worth(rules: Rules, choice: Choice) -> Worth:
    return choice in rules.proposed, rules.is_previous(choice), -round(rules.travel(choice), 6)


def _better(
    week: Week, rules: Rules, options: dict[int, list[Choice]], worth: dict[Choice, Worth], request: int
) -> bool:
    """Move one request to a better choice, if that makes the whole better."""
    now = week.of.get(request)
    if now is None or now in rules.frozen.values():
        return False
    week.remove(now)
    for choice in options[request]:
        if worth[choice] <= worth[now]:
            break
        jobs = week.in_the_way(choice)
        if not jobs and week.has_hours(choice):
            week.add(choice)
            return True
        if len(jobs) == 1 and jobs[0] not in rules.frozen.values():
            [job] = jobs
            week.remove(job)
            other = _other(week, options[job.request], choice)
            if other is not None and _sum(worth[choice], worth[other]) > _sum(worth[now], worth[job]):
                week.add(choice)
                week.add(other)
                return True
            week.add(job)
    week.add(now)
    return False


def _other(week: Week, options: list[Choice], taken: Choice) -> Choice | None:
    """The best choice that is left for a job once another one is taken."""
    if not week.has_hours(taken):
        return None
    week.add(taken)
    found = next((choice for choice in options if week.takes(choice)), None)
    week.remove(taken)
    return found


def _sum(one: Worth, other: Worth) -> Worth:
    return one[0] + other[0], one[1] + other[1], round(one[2] + other[2], 6)


def _improved(rules: Rules, options: dict[int, list[Choice]], order: list[int]) -> list[Choice]:
    week = Week(rules, list(rules.frozen.values()))
    for request in order:
        if request not in week.of:
            _give(week, options[request])
    while any([_make_room(week, rules, options, r) for r in order if r not in week.of]):  # noqa: C419 - all of them
        pass
    return list(week.of.values())


def _give(week: Week, options: list[Choice]) -> bool:
    for choice in options:
        if week.takes(choice):
            week.add(choice)
            return True
    return False


def _make_room(week: Week, rules: Rules, options: dict[int, list[Choice]], request: int) -> bool:
    """Give a request by moving the one job that is in its way somewhere else."""
    if _give(week, options[request]):
        return True
    for choice in options[request]:
        jobs = week.in_the_way(choice)
        if len(jobs) != 1 or not week.has_hours(choice, less=jobs[0].end - jobs[0].start):
            continue
        [job] = jobs
        if job in rules.frozen.values():
            continue
        week.remove(job)
        week.add(choice)
        if _give(week, options[job.request]):
            return True
        week.remove(choice)
        week.add(job)
    return False
