# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Protecting a case: who opens it besides oneself, and the way back."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.views import UserView
from beratung.domain.work import Changes
from beratung.i18n import _, explain
from ui import jobs, theme
from ui.session import Session
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Text
from ui.widgets.note import Note
from ui.widgets.page import Scroll

_MOST_SHOWN = 7
"""Colleagues that are seen without scrolling."""


class ProtectDialog(Dialog):
    """A tick for each colleague; ``members`` are those who open the case now, nobody where it is not protected.

    Signals:
        wanted: the ids of the colleagues who shall open the case besides the user.
        opening_wanted: the protection is to end.
    """

    wanted = Signal(object)
    opening_wanted = Signal()

    def __init__(
        self, parent: QWidget, case: UUID, colleagues: Sequence[UserView], members: Collection[UUID]
    ) -> None:
        self.is_protected = bool(members)
        super().__init__(_("Who opens this case") if members else _("Protect the case"), parent)
        self._former = frozenset(user.id for user in colleagues if user.id in members)
        words = _(
            "Only you and the colleagues ticked here open the case. All others find nothing of it: not in lists, not in "
            "the search, not among appointments."
        )
        self.column.addWidget(Text(words, "body", wrap=True))
        self.boxes: dict[UUID, QCheckBox] = {}
        self._add_boxes(colleagues)
        self.alone = Note("alert-triangle", "unknown")
        self.column.addWidget(self.alone)
        if self.is_protected:
            self._add_number(case)
        self.refused = Note()
        self.column.addWidget(self.refused)
        self.do = PrimaryButton(_("Save") if members else _("Protect the case"), "shield-lock", self._on_do)
        self.do.setDefault(True)
        self.add_buttons(self.do)
        self.open_button = QuietButton(_("End the protection"), on_click=self._on_open)
        self.foot.insertWidget(0, self.open_button)
        self.open_button.setVisible(self.is_protected)
        self._fit()

    def _add_boxes(self, colleagues: Sequence[UserView]) -> None:
        if not colleagues:
            said = _("There is no other counsellor in this centre.")
            self.column.addWidget(Text(said, "body", "muted", wrap=True))
            return
        area = Scroll()
        area.column.setSpacing(2)
        for user in colleagues:
            box = QCheckBox(user.name)
            box.setChecked(user.id in self._former)
            box.toggled.connect(self._fit)
            self.boxes[user.id] = box
            area.column.addWidget(box)
        area.column.addStretch(1)
        row = max(box.sizeHint().height() for box in self.boxes.values()) + 2
        area.setFixedHeight(row * min(len(self.boxes), _MOST_SHOWN) + theme.px(4))
        self.column.addWidget(area)
        next(iter(self.boxes.values())).setFocus()

    def _add_number(self, case: UUID) -> None:
        """Show the number with which a colleague asks for access."""
        words = QVBoxLayout()
        words.setSpacing(2)
        said = _("A colleague who needs access asks for it with this case number:")
        words.addWidget(Text(said, "secondary", "muted", wrap=True))
        line = QHBoxLayout()
        line.setSpacing(8)
        self.number = Text(str(case), "code")
        self.number.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.number.setAccessibleName(_("Case number %(number)s") % {"number": case})
        self.copy_button = QuietButton(
            _("Copy"), on_click=lambda: QGuiApplication.clipboard().setText(str(case))
        )
        self.copy_button.setAccessibleName(_("Copy the case number"))
        line.addWidget(self.number, 1)
        line.addWidget(self.copy_button)
        words.addLayout(line)
        self.column.addLayout(words)

    def chosen(self) -> frozenset[UUID]:
        """Return the colleagues that are ticked."""
        return frozenset(user for user, box in self.boxes.items() if box.isChecked())

    def refuse(self, text: str) -> None:
        """Say why it was not done."""
        self.setEnabled(True)
        self.refused.say(text)
        self.fit_height()

    def _fit(self) -> None:
        self.alone.say(
            ""
            if self.chosen()
            else _("You alone will open this case. If you are away, nobody can stand in for you.")
        )
        self.do.setEnabled(not self.is_protected or self.chosen() != self._former)
        self.fit_height()

    def _on_do(self) -> None:
        self.setEnabled(False)
        self.wanted.emit(self.chosen())

    def _on_open(self) -> None:
        self.setEnabled(False)
        self.opening_wanted.emit()


def protect_case(session: Session, owner: QWidget, case: UUID | None) -> None:
    """Ask who opens a case, and let only them; the message offers the way back."""
    if case is None:
        return
    restricted, own = session.centre.restricted, session.user.id

    def read() -> tuple[tuple[UserView, ...], frozenset[UUID]]:
        return restricted.colleagues(), frozenset(user.id for user in restricted.members(case))

    def show(found: tuple[tuple[UserView, ...], frozenset[UUID]]) -> None:
        colleagues, members = found
        dialog = ProtectDialog(owner.window(), case, colleagues, members)
        former = members - {own}

        def run(work: Callable[[], Changes], said: str, back: Callable[[], Changes]) -> None:
            def undo() -> None:
                jobs.run(owner, back, _nothing, session.problem)

            def done(_changes: Changes) -> None:
                dialog.accept()
                session.toast(said, undo)

            jobs.run(owner, work, done, lambda error: dialog.refuse(explain(error)))

        def on_wanted(wanted: frozenset[UUID]) -> None:
            said = _("Who opens this case is changed.") if members else _("The case is protected now.")
            back = (
                partial(restricted.restrict, case, former) if members else partial(restricted.open_up, case)
            )
            run(partial(restricted.restrict, case, wanted), said, back)

        def on_opening() -> None:
            said = _("All counsellors open this case again.")
            run(partial(restricted.open_up, case), said, partial(restricted.restrict, case, former))

        dialog.wanted.connect(on_wanted)
        dialog.opening_wanted.connect(on_opening)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    jobs.run(owner, read, show, session.problem)


def _nothing(_result: object) -> None:
    """Go on: the screens hear of it by the bus."""


def say_who_opens(members: Sequence[UserView], own: UUID) -> str:
    """Say who opens a case."""
    names = [user.name for user in members if user.id != own]
    if not names:
        return _("Only you open this case.")
    if len(names) == 1:
        return _("Only you and %(name)s open this case.") % {"name": names[0]}
    every = {"names": ", ".join(names[:-1]), "last": names[-1]}
    return _("Only you, %(names)s and %(last)s open this case.") % every
