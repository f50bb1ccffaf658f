# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Plans and draws a letter off the GUI thread while it is being written; the newest wish wins."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from beratung.domain.cases import ReleaseField
from beratung.domain.errors import BeratungError
from beratung.domain.offers import OfferInfo
from beratung.domain.views import LetterPlan
from ui import jobs
from ui.screens.letters.wish import LetterWish
from ui.session import Session

_PAUSE = 250
"""Milliseconds after the last key before the letter is planned anew."""


@dataclass(frozen=True)
class Order:
    """What is to be planned."""

    case: UUID
    offer: OfferInfo
    wish: LetterWish
    recipient: str | None
    """Somebody else than the offer's provider; None for the provider."""

    def __repr__(self) -> str:
        return "<Order>"


class Planner(QObject):
    """Holds the plan of one letter and says when the page that is shown is the letter that is wanted.

    Signals:
        planned: a ``LetterPlan``; show its fields, then ``draw`` them.
        drawn: the PDF of what is ticked; from now on the planner is settled.
        failed: a ``BeratungError``; it cannot be made like this.
    """

    planned = Signal(object)
    drawn = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, order: Callable[[], Order | None], parent: QObject) -> None:
        """Take what says the order of now; None where nothing can be planned yet."""
        super().__init__(parent)
        self._session, self._order = session, order
        self._run = 0
        self.plan: LetterPlan | None = None
        self.is_settled = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.plan_now)

    def forget(self) -> None:
        """Drop the plan and whatever is still on its way."""
        self.stop()
        self.plan = None

    def stop(self) -> None:
        """Let nothing come any more of what was asked for."""
        self._run += 1
        self._timer.stop()
        self.is_settled = False

    @property
    def is_waiting(self) -> bool:
        """Whether something was typed for which nothing has been asked yet."""
        return self._timer.isActive()

    def touch(self) -> None:
        """Note that something was typed: what is shown is not what is wanted."""
        self.is_settled = False
        self._timer.start()

    def plan_now(self) -> None:
        """Ask what the letter could tell by the order of now."""
        self._timer.stop()
        self.is_settled = False
        order = self._order()
        if order is None:
            return
        self._run += 1
        run, letters, wish = self._run, self._session.centre.letters, order.wish

        def work() -> LetterPlan:
            return letters.plan_referral(
                order.case,
                order.offer,
                to_client=wish.to_client,
                concern=wish.concern,
                recipient=order.recipient,
                address=wish.address.splitlines(),
                enclosures=wish.enclosures.splitlines(),
                answer_by=wish.answer_by,
            )

        def done(plan: LetterPlan) -> None:
            if run == self._run:
                self.plan = plan
                self.planned.emit(plan)

        jobs.run(self, work, done, self._failed(run))

    def draw(self, fields: tuple[ReleaseField, ...]) -> None:
        """Draw the letter with these fields; only what was drawn can be issued."""
        self.is_settled = False
        plan = self.plan
        if plan is None or self.is_waiting:
            return
        self._run += 1
        run, letters = self._run, self._session.centre.letters

        def done(pdf: bytes) -> None:
            if run == self._run:
                self.is_settled = True
                self.drawn.emit(pdf)

        jobs.run(self, lambda: letters.preview(plan, fields), done, self._failed(run))

    def _failed(self, run: int) -> Callable[[BeratungError], None]:
        def tell(error: BeratungError) -> None:
            if run == self._run:
                self.failed.emit(error)

        return tell
