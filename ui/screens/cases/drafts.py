# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Keeps what is being typed, sealed every two seconds, so that neither a lock nor a crash loses a word."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import msgspec
from PySide6.QtCore import QObject, QTimer

from beratung.domain.cases import Case, Consent, Consultation, Draft
from beratung.domain.errors import BeratungError
from beratung.domain.people import Client
from ui import jobs
from ui.session import Session

EVERY = 2000
"""Milliseconds from the first key to the sealed draft."""
PERSON, NEW_PERSON, CONSULTATION, CONSENT = "person", "new_person", "consultation", "consent"
APPOINTMENT = "appointment"


class Typed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a form held: the records it was about to store, and the ones it had begun from."""

    client: Client | None = None
    case: Case | None = None
    base_client: Client | None = None
    base_case: Case | None = None
    consultation: Consultation | None = None
    consent: Consent | None = None

    def __repr__(self) -> str:
        return "<Typed>"


class DraftKeeper(QObject):
    """Seals the draft of one form while somebody types, and forgets it when the form is saved."""

    def __init__(
        self,
        session: Session,
        form: str,
        collect: Callable[[], tuple[UUID, UUID | None, msgspec.Struct] | None],
        parent: QObject,
    ) -> None:
        """Take what says the draft's subject, its case and what was typed; None where nothing is worth keeping."""
        super().__init__(parent)
        self._session, self._form, self._collect = session, form, collect
        self._id: UUID | None = None
        self._is_kept = False
        self._is_aside = False
        self._unsealed = 0
        """How often somebody typed since the last draft that is surely sealed."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._on_time)
        session.about_to_lock.connect(self.flush)

    @property
    def is_waiting(self) -> bool:
        """Whether something was typed that is not sealed yet."""
        return self._timer.isActive()

    def touch(self) -> None:
        """Note that something was typed."""
        self._unsealed += 1
        if not self._timer.isActive():
            self._timer.start()

    def resume(self, draft: Draft) -> None:
        """Go on with a draft that was found."""
        self._id, self._is_kept = draft.id, True

    def flush(self) -> None:
        """Seal now what is not sealed yet, before this returns: the keys may be forgotten right after.

        Where the server is away it is sealed on this computer, and kept in its place at the next unlocking.
        """
        if not self._unsealed:
            return
        self._timer.stop()
        self._unsealed = 0
        draft = self._draft()
        if draft is None:
            return
        try:
            self._session.centre.cases.keep_draft(draft)
        except BeratungError:
            self._session.centre.aside.keep(draft)
            self._is_aside = True
        self._is_kept = True

    def hurry(self) -> None:
        """Seal what waits now, without waiting for it."""
        if self._timer.isActive():
            self._timer.stop()
            self._on_time()

    def drop(self) -> None:
        """Forget the draft: what it held was saved or given up."""
        self._timer.stop()
        self._unsealed = 0
        draft, self._id = self._id, None
        if draft is not None and self._is_kept:
            cases = self._session.centre.cases
            jobs.run(self, lambda: cases.drop_draft(draft), _nothing, _ignore)
        if draft is not None and self._is_aside:
            self._session.centre.aside.drop(draft)
        self._is_kept = self._is_aside = False

    def _draft(self) -> Draft | None:
        collected = self._collect()
        if collected is None:
            return None
        subject, case, typed = collected
        if self._id is None:
            self._id = uuid4()
        return Draft(
            id=self._id,
            subject=subject,
            form=self._form,
            case=case,
            content=msgspec.json.encode(typed),
            typed_at=datetime.now(UTC),
            author=self._session.user.name,
        )

    def _on_time(self) -> None:
        draft = self._draft()
        if draft is not None:
            self._is_kept = True
            cases, typed_so_far = self._session.centre.cases, self._unsealed

            def done(_changes: object) -> None:
                self._unsealed = max(0, self._unsealed - typed_so_far)

            def failed(error: BeratungError) -> None:
                if not self._session.centre.is_locked:  # who locks has sealed it here
                    self._session.problem(error)

            jobs.run(self, lambda: cases.keep_draft(draft), done, failed)


def typed(draft: Draft) -> Typed | None:
    """Return what a draft holds; None where it was written by a form that is no more."""
    try:
        return msgspec.json.decode(draft.content, type=Typed)
    except msgspec.MsgspecError:
        return None


def _nothing(_result: object) -> None:
    """Go on: a draft is kept without a word."""


def _ignore(_error: BeratungError) -> None:
    """Go on: a draft that is gone need not be dropped."""
