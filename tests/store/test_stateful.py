# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whatever two programs do in whatever order: the store says what a plain dictionary would say."""

import shutil
import tempfile
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from beratung.domain.base import Record
from beratung.domain.cases import Consultation, Letter
from beratung.domain.errors import NotFound, RecordConflict
from beratung.domain.people import Client
from beratung.store import Store
from beratung.store.work import StoreWork
from tests.store.keyrings import Centre
from tests.store.people import a_client, a_letter, a_note

SUBJECTS = [UUID(int=number) for number in range(1, 5)]
KINDS: tuple[type[Record], ...] = (Client, Consultation, Letter)
programs = st.sampled_from([0, 1])
subjects = st.sampled_from(SUBJECTS)


class TwoPrograms(RuleBasedStateMachine):
    """Two stores on one centre, and what should be in it."""

    centre: Centre
    location: str | Path

    @initialize()
    def open_both(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="stateful-"))
        self.stores = [self.centre.open_store(self.folder / "centre", create=True), self.opened()]
        self.expected: dict[UUID, Record] = {}
        self.shredded: set[UUID] = set()
        self.heads: list[int] = []

    def opened(self) -> Store:
        store = Store.open(self.folder / "centre", self.centre.storage)
        store.attach(self.centre.user())
        return store

    @rule(program=programs, subject=subjects, kind=st.sampled_from(["client", "note", "letter"]))
    def add(self, program: int, subject: UUID, kind: str) -> None:
        new: Record = a_note(subject)
        if kind == "client":
            new = msgspec.structs.replace(a_client(), id=subject, subject=subject)
        elif kind == "letter":
            new = a_letter(subject)
        with self.stores[program].work() as work:
            try:
                stored = work.put(new)
                work.commit()
            except NotFound:
                assert subject in self.shredded
            except RecordConflict:
                assert new.id in self.expected
            else:
                assert subject not in self.shredded
                assert new.id not in self.expected
                self.expected[new.id] = stored

    @precondition(lambda self: self.expected)
    @rule(program=programs, data=st.data(), text=st.text(max_size=20))
    def change(self, program: int, data: st.DataObject, text: str) -> None:
        known = data.draw(st.sampled_from(sorted(self.expected.values(), key=lambda record: record.id)))
        with self.stores[program].work() as work:
            found = work.get(type(known), known.id)
            assert found == known
            if isinstance(found, Consultation):
                found = msgspec.structs.replace(found, text=text)
            self.expected[known.id] = work.put(found)
            work.commit()

    @precondition(lambda self: self.expected)
    @rule(program=programs, data=st.data())
    def change_an_old_version(self, program: int, data: st.DataObject) -> None:
        known = data.draw(st.sampled_from(sorted(self.expected.values(), key=lambda record: record.id)))
        old = msgspec.structs.replace(known, version=known.version + data.draw(st.sampled_from([-1, 1])))
        with self.stores[program].work() as work, pytest.raises(RecordConflict):
            put_and_commit(work, old)

    @precondition(lambda self: self.expected)
    @rule(program=programs, data=st.data())
    def remove(self, program: int, data: st.DataObject) -> None:
        known = data.draw(st.sampled_from(sorted(self.expected.values(), key=lambda record: record.id)))
        with self.stores[program].work() as work:
            work.remove(known)
            work.commit()
        del self.expected[known.id]

    @rule(program=programs, subject=subjects)
    def shred(self, program: int, subject: UUID) -> None:
        with self.stores[program].work() as work:
            work.shred(subject)
            work.commit()
        self.shredded.add(subject)
        self.expected = {id_: record for id_, record in self.expected.items() if record.subject != subject}

    @rule(program=programs, subject=subjects)
    def give_up(self, program: int, subject: UUID) -> None:
        with self.stores[program].work() as work:
            for record in work.all(Consultation):
                work.remove(record)
            work.shred(subject)

    @rule(program=programs)
    def open_again(self, program: int) -> None:
        self.stores[program].close()
        self.stores[program] = self.opened()

    @rule(program=programs)
    def check(self, program: int) -> None:
        assert self.stores[program].verify(full=True).findings == ()

    @rule(program=programs)
    def look_around(self, program: int) -> None:
        self.stores[program].catch_up()

    @invariant()
    def both_see_the_same(self) -> None:
        for store in self.stores:
            with store.work() as work:
                for kind in KINDS:
                    expected = [self.expected[id_] for id_ in sorted(self.expected)]
                    assert work.all(kind) == [record for record in expected if type(record) is kind]
                    some = [
                        record
                        for record in expected
                        if type(record) is kind and record.subject == SUBJECTS[0]
                    ]
                    assert work.all(kind, SUBJECTS[0]) == some

    def teardown(self) -> None:
        for store in self.stores:
            assert store.verify(full=True).findings == ()
            store.close()
        shutil.rmtree(self.folder)


def put_and_commit(work: StoreWork, record: Record) -> None:
    work.put(record)
    work.commit()


def test_two_programs_in_any_order(centre: Centre) -> None:
    TwoPrograms.centre = centre
    run_state_machine_as_test(
        TwoPrograms,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
