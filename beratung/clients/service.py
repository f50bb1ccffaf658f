# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is done with people: record, find, change, import and delete them."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

import msgspec

from beratung.clients.checking import check_client
from beratung.clients.duplicates import possible_duplicates
from beratung.clients.errors import SecondPersonNeeded
from beratung.clients.finding import find
from beratung.clients.importing import Plan, plan_import
from beratung.clients.record import read_record, write_case, write_client
from beratung.clients.roster import Roster
from beratung.domain.base import Value
from beratung.domain.cases import Case
from beratung.domain.checking import FactCheck, any_fact, check_case
from beratung.domain.codes import Codes
from beratung.domain.errors import NotFound
from beratung.domain.following import Memory
from beratung.domain.people import Client
from beratung.domain.views import Duplicate, Hit, ImportPreview, ImportResult, PersonRow
from beratung.domain.work import Action, Changes, Clock, Records, Work

replace = msgspec.structs.replace


class Recorded(Value, frozen=True, kw_only=True):
    """A client and the case that was opened for him."""

    client: UUID
    case: UUID
    changes: Changes


class SecondPerson(Protocol):
    """Somebody else who confirms what cannot be undone."""

    def is_needed(self) -> bool:
        """Whether there is another active user who could confirm."""

    def take(self, second: UUID) -> bool:
        """Use up a confirmation; false where this user did not confirm just now."""


class ClientService:
    """People: recorded from a form or from JSON, found in any spelling, imported, changed and deleted.

    ``user`` is who works: new cases are theirs. Without ``memory`` the service keeps a roster of its own,
    and whoever made it must register ``memory.follow`` as a follower.
    """

    def __init__(
        self,
        records: Records,
        clock: Clock,
        codes: Codes,
        *,
        user: str = "",
        memory: Memory | None = None,
        check_fact: FactCheck = any_fact,
        second: SecondPerson | None = None,
    ) -> None:
        self._records = records
        self._clock = clock
        self._codes = codes
        self._user = user
        self._check_fact = check_fact
        self._second = second
        self._roster = Roster()
        self.memory = memory if memory is not None else Memory(records)
        self.memory.add(self._roster)

    def record(self, data: Mapping[str, object]) -> Recorded:
        """Record a client and open a case from the object that ``client add`` takes.

        Raises:
            BadInput: an unknown key, a code or day that does not exist; nothing is stored.
        """
        subject, today = uuid4(), self._clock.today()
        client = Client(id=subject, subject=subject)
        case = Case(id=uuid4(), subject=subject, opened=today, counsellor=self._user)
        client, case = read_record(data, client, case, today, self._check_fact)
        changes = self.add(client, case)
        return Recorded(client=subject, case=case.id, changes=changes)

    def add(self, client: Client, case: Case) -> Changes:
        """Record a client and open a case.

        Raises:
            BadInput: with the field that cannot be.
        """
        client, case = self._checked(client, case)
        with self._records.work() as work:
            work.put(client)
            work.put(case)
            return work.commit()

    def change(self, client: Client) -> Changes:
        """Store a changed client.

        Raises:
            BadInput: with the field that cannot be.
            RecordConflict: somebody else changed him meanwhile.
        """
        checked = check_client(client, self._codes, self._clock.today())
        with self._records.work() as work:
            work.put(checked)
            return work.commit()

    def change_from(self, client: UUID, data: Mapping[str, object]) -> Changes:
        """Change what an object names, and nothing else, in a client and the case that counts."""
        today = self._clock.today()
        with self._records.work() as work:
            before, case = work.get(Client, client), self._case(work, client)
            after, changed = read_record(data, before, case, today, self._check_fact)
            after, changed = self._checked(after, changed)
            if after != before:
                work.put(after)
            if changed != case:
                work.put(changed)
            return work.commit()

    def show(self, client: UUID) -> Client:
        """Return a client; the audit log keeps that he was looked at."""
        with self._records.work() as work:
            found = work.get(Client, client)
            work.note(Action.READ, client, "client")
            work.commit()
            return found

    def export(self, client: UUID) -> dict[str, object]:
        """Return a client and the case that counts as the object that would record them."""
        with self._records.work() as work:
            found = work.get(Client, client)
            case = self._case(work, client)
            work.note(Action.READ, client, "client")
            work.commit()
        return {"id": str(client), "case": str(case.id)} | write_client(found) | write_case(case)

    def client_of(self, record: UUID) -> UUID:
        """Return the client's id, given his id or that of one of his cases.

        Raises:
            NotFound: it is neither.
        """
        with self._records.work() as work:
            try:
                return work.get(Client, record).id
            except NotFound:
                return work.get(Case, record).subject

    def case_of(self, record: UUID) -> UUID:
        """Return a case's id, given its id or that of its client."""
        with self._records.work() as work:
            try:
                return work.get(Case, record).id
            except NotFound:
                return self._case(work, record).id

    def needs_second(self) -> bool:
        """Whether a second person must confirm a deletion."""
        return self._second is not None and self._second.is_needed()

    def delete(self, client: UUID, *, second: UUID | None = None) -> Changes:
        """Delete a client with everything that was ever written about him; no copy opens again.

        Raises:
            SecondPersonNeeded: somebody else could confirm and has not.
        """
        with self.memory.lock:
            self.memory.ready()
            relatives = self._roster.relatives(client)
        with self._records.work() as work:
            work.get(Client, client)
            if (
                self._second is not None
                and self._second.is_needed()
                and (second is None or not self._second.take(second))
            ):
                raise SecondPersonNeeded
            for relative in relatives:
                if relative != client:
                    other = work.get(Client, relative)
                    family = tuple(
                        replace(member, client=None) if member.client == client else member
                        for member in other.family
                    )
                    work.put(replace(other, family=family))
            work.shred(client)
            return work.commit()

    def roster(self) -> tuple[PersonRow, ...]:
        """Return everybody, by name."""
        with self.memory.lock:
            self.memory.ready()
            return self._roster.rows()

    def person(self, client: UUID) -> PersonRow | None:
        """Return one person's row."""
        with self.memory.lock:
            self.memory.ready()
            return self._roster.row(client)

    def names(self, clients: Collection[UUID]) -> dict[UUID, str]:
        """Return the names of those who have one."""
        with self.memory.lock:
            self.memory.ready()
            rows = {client: self._roster.row(client) for client in clients}
        return {client: row.name for client, row in rows.items() if row is not None and row.name}

    def search(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return who may be meant: names in any order and spelling, their beginnings, a birth year."""
        with self.memory.lock:
            self.memory.ready()
            return find(self._roster, text, limit)

    def possible_duplicates(self, client: Client) -> tuple[Duplicate, ...]:
        """Return who may be the same person; fast enough to ask while somebody types."""
        with self.memory.lock:
            self.memory.ready()
            return possible_duplicates(self._roster, client)

    def preview_import(
        self, path: Path | str, mapping: Mapping[str, str | None] | None = None
    ) -> ImportPreview:
        """Say what an import would do; ``mapping`` gives fields to headers where the guess is wrong."""
        return self._plan(Path(path), mapping).preview()

    def run_import(
        self,
        path: Path | str,
        mapping: Mapping[str, str | None] | None = None,
        dry_run: bool = False,
    ) -> ImportResult:
        """Record all rows that can be taken, in one transaction; the others are returned with their reasons."""
        plan = self._plan(Path(path), mapping)
        if not dry_run and plan.taken:
            with self._records.work() as work:
                for entry in plan.taken:
                    work.put(entry.client)
                    work.put(entry.case)
                work.commit()
        return ImportResult(
            imported=len(plan.taken),
            rejected=plan.rejected,
            possible_duplicates=plan.possible_duplicates,
        )

    def _plan(self, path: Path, mapping: Mapping[str, str | None] | None) -> Plan:
        with self.memory.lock:
            self.memory.ready()
            return plan_import(
                path,
                mapping,
                codes=self._codes,
                today=self._clock.today(),
                counsellor=self._user,
                roster=self._roster,
            )

    def _checked(self, client: Client, case: Case) -> tuple[Client, Case]:
        today = self._clock.today()
        client = check_client(client, self._codes, today)
        born = client.born.on if client.born is not None else None
        return client, check_case(case, self._codes, today, born=born, check_fact=self._check_fact)

    def _case(self, work: Work, client: UUID) -> Case:
        cases = work.all(Case, client)
        if not cases:
            raise NotFound
        return max(cases, key=lambda case: (case.is_open, case.opened, case.id))
