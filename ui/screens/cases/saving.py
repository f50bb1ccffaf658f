# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Saves records off the GUI thread, brings two versions together, and offers to take a saving back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from beratung.domain.base import Record
from beratung.domain.cases import Case, Consultation
from beratung.domain.errors import BeratungError, RecordConflict
from beratung.domain.people import Client
from beratung.i18n import _
from ui import jobs
from ui.models.merge import Clash, clashes, merge
from ui.screens.cases.conflict import ConflictDialog
from ui.session import Session

R = TypeVar("R", bound=Record)
Stored = Client | Case | Consultation

replace = msgspec.structs.replace


@dataclass(frozen=True)
class Ways:
    """How a saving can end: stored, refused, or the user wants to go on editing."""

    done: Callable[[], None]
    failed: Callable[[BeratungError], None]
    left: Callable[[], None]


class Saver(QObject):
    """Stores changed records of one case. One saving runs at a time; what comes meanwhile waits for its turn.

    ``base`` is each record as it was when the form was filled, ``mine`` as the form says it now.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.dialog: ConflictDialog | None = None

    def save(
        self,
        pairs: Sequence[tuple[Stored, Stored]],
        ways: Ways,
    ) -> None:
        """Store what differs; after a conflict ask, merge and store again."""
        changed = [(base, mine) for base, mine in pairs if mine != base]
        if not changed:
            ways.done()
            return

        def work() -> None:
            for base, mine in changed:
                self._store(replace(mine, version=base.version))

        def on_failed(error: BeratungError) -> None:
            if isinstance(error, RecordConflict):
                self._compare(changed, ways)
            else:
                ways.failed(error)

        jobs.run(self, work, lambda _nothing: ways.done(), on_failed)

    def restore(self, befores: Sequence[Stored], after: Callable[[], None] | None = None) -> None:
        """Store earlier versions as the newest ones: taking a saving back."""

        def work() -> None:
            for before in befores:
                self._store(replace(before, version=self._load(before).version))

        jobs.run(self, work, lambda _nothing: after() if after is not None else None)

    def _store(self, record: Stored) -> None:
        centre = self._session.centre
        match record:
            case Client():
                centre.clients.change(record)
            case Case():
                centre.cases.change(record)
            case Consultation():
                centre.cases.correct(record)

    def _load(self, record: Stored) -> Stored:
        centre = self._session.centre
        match record:
            case Client():
                client: Client = centre.clients.show(record.id)
                return client
            case Case():
                case: Case = centre.cases.show(record.id).case
                return case
        if record.case is None:
            return record
        notes: tuple[Consultation, ...] = centre.cases.show(record.case).consultations
        return next(note for note in notes if note.id == record.id)

    def _compare(
        self,
        changed: Sequence[tuple[Stored, Stored]],
        ways: Ways,
    ) -> None:
        """Load what the other person stored and decide, with the user where both changed the same field."""

        def load() -> list[Stored]:
            return [self._load(base) for base, _mine in changed]

        def on_loaded(theirs: list[Stored]) -> None:
            trios = [(b, m, t) for (b, m), t in zip(changed, theirs, strict=True)]
            open_questions = [(clash, m, t) for b, m, t in trios for clash in clashes(b, m, t)]
            if not open_questions:
                self._merge(trios, {}, ways)
                if _also_changed(trios):
                    self._session.problem(
                        _("Somebody else has changed this record meanwhile; both changes are kept.")
                    )
                return
            dialog = ConflictDialog(
                self._session.centre.codes, open_questions, _also_changed(trios), self._window.window()
            )
            self.dialog = dialog

            def on_closed(result: int) -> None:
                self.dialog = None
                if result:
                    by_record = {(m.id, c): c in dialog.kept() for c, m, _t in open_questions}
                    self._merge(trios, by_record, ways)
                else:
                    ways.left()
                dialog.deleteLater()

            dialog.finished.connect(on_closed)
            dialog.open()

        jobs.run(self, load, on_loaded, ways.failed)

    def _merge(
        self,
        trios: Sequence[tuple[Stored, Stored, Stored]],
        kept: dict[tuple[UUID, Clash], bool],
        ways: Ways,
    ) -> None:
        pairs: list[tuple[Stored, Stored]] = []
        for base, mine, theirs in trios:
            mine_stays = [clash for (record, clash), is_kept in kept.items() if record == mine.id and is_kept]
            pairs.append((theirs, _merged(base, mine, theirs, mine_stays)))
        self.save(pairs, ways)


def _merged(base: Stored, mine: Stored, theirs: Stored, keep: Sequence[Clash]) -> Stored:
    match base, mine, theirs:
        case Client(), Client(), Client():
            return merge(base, mine, theirs, keep)
        case Case(), Case(), Case():
            return merge(base, mine, theirs, keep)
        case Consultation(), Consultation(), Consultation():
            return merge(base, mine, theirs, keep)
    return theirs


def _also_changed(trios: Sequence[tuple[Stored, Stored, Stored]]) -> int:
    """Count the fields that the other person changed and nobody has to decide about."""
    count = 0
    for base, mine, theirs in trios:
        asked = {clash.field for clash in clashes(base, mine, theirs)}
        for field in msgspec.structs.fields(base):
            if field.name not in {"version", *asked}:
                there = getattr(theirs, field.name)
                count += there not in (getattr(base, field.name), getattr(mine, field.name))
    return count
