# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks a finished plan against the rules, apart from everything that made it. No plan is shown unchecked."""

from itertools import combinations

from beratung.domain.planning import Assignment, Instance, Interpreter, Mode, Plan, Request


def faults(instance: Instance, plan: Plan) -> list[str]:
    """Every rule that a plan breaks, with ids; empty for a sound plan. Confirmed jobs are taken as they are."""
    requests = {request.id: request for request in instance.requests}
    people = {person.id: person for person in instance.interpreters}
    found: list[str] = []
    if len({job.request for job in plan.assignments}) != len(plan.assignments):
        found.append("a request is served twice")
    if not set(instance.confirmed) <= set(plan.assignments):
        found.append("a confirmed job is missing")
    left_out = {entry.request for entry in plan.unserved}
    if left_out != requests.keys() - {job.request for job in plan.assignments}:
        found.append("a request is neither served nor named")
    for job in plan.assignments:
        if job not in instance.confirmed:
            what = _wrong_alone(requests[job.request], people[job.interpreter], job.start)
            found += [f"{job.request} with {job.interpreter}: {what}"] if what else []
    for person in people.values():
        jobs = [job for job in plan.assignments if job.interpreter == person.id]
        if sum(requests[job.request].seconds for job in jobs) > person.max_seconds and not _only(
            instance, jobs
        ):
            found.append(f"{person.id}: more hours than allowed")
        for one, other in combinations(sorted(jobs, key=lambda job: job.start), 2):
            if not _only(instance, [one, other]) and _too_close(instance, requests, one, other):
                found.append(f"{person.id}: {one.request} and {other.request} are too close")
    if plan.score.served != len(plan.assignments) or plan.score.served > plan.most:
        found.append("the number of requests served is wrong")
    return found


def _only(instance: Instance, jobs: list[Assignment]) -> bool:
    return all(job in instance.confirmed for job in jobs)


def _wrong_alone(request: Request, person: Interpreter, start: int) -> str:
    end = start + request.seconds
    rules = {
        "language or level": person.languages.get(request.language, 0) >= request.min_level,
        "gender": request.gender in {None, person.gender},
        "mode": request.mode in person.modes,
        "may not take it": person.has_pledge and request.client not in person.excluded_clients,
        "not one of the starts": start in request.starts,
        "not available": any(first <= start and end <= last for first, last in person.available),
    }
    return ", ".join(what for what, is_kept in rules.items() if not is_kept)


def _too_close(instance: Instance, requests: dict[str, Request], one: Assignment, other: Assignment) -> bool:
    first, second = requests[one.request], requests[other.request]
    gap = other.start - one.start - first.seconds
    if first.mode != Mode.SITE or second.mode != Mode.SITE:
        return gap < 0
    east, north = first.place[0] - second.place[0], first.place[1] - second.place[1]
    km = (east * east + north * north) ** 0.5
    return gap < instance.slot_seconds or gap < km / instance.speed_kmh * 3600 - 1e-6
