# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Recording a new person: one calm page, everything optional, with a warning who may exist already."""

from uuid import UUID, uuid4

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from beratung.domain.cases import Case, Draft
from beratung.domain.errors import BadInput, BeratungError
from beratung.domain.people import Client
from beratung.domain.views import Duplicate
from beratung.domain.work import Changes
from beratung.i18n import _
from ui import jobs, theme
from ui.models.words import dotted, say_birth
from ui.screens.cases.drafts import NEW_PERSON, DraftKeeper, Typed, typed
from ui.screens.cases.person_form import PersonForm, empty_records
from ui.session import Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Text
from ui.widgets.page import Page, Scroll

PAUSE = 250
"""Milliseconds of rest before doubles are looked for."""


def reasons() -> dict[str, str]:
    """Return why two records may be about one person, in words."""
    return {
        "name": _("same or similar name"),
        "swapped_names": _("given and family name swapped"),
        "given_name": _("same given name"),
        "family_name": _("same family name"),
        "other_name": _("one of the other names"),
        "birth": _("same birth date"),
        "birth_year": _("same year of birth"),
        "birth_near": _("birth date differs in one digit"),
        "swapped_day_month": _("day and month swapped"),
    }


class DuplicatesCard(Card):
    """Who may exist already, beside the form.

    Signals:
        chosen: the ``Duplicate`` that the user wants to open instead.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[Duplicate, ...] = ()
        self._is_asked = False
        self.words = Text("", "body", "muted", wrap=True)
        self.entries = QVBoxLayout()
        self.entries.setSpacing(12)
        self.add(self.words)
        self.add(self.entries)
        self.body.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_found(self, found: tuple[Duplicate, ...], *, is_asked: bool) -> None:
        """Show who was found; ``is_asked`` says whether there was a name to look for."""
        self.found, self._is_asked = found, is_asked
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.set_title(_("Perhaps already there"))
        empty_out(self.entries)
        if self.found:
            self.words.setText(_("Please look before you record somebody twice."))
        elif self._is_asked:
            self.words.setText(_("Nobody with a similar name or birth date is recorded."))
        else:
            self.words.setText(_("As soon as you type a name, people who may be the same appear here."))
        self.words.setAccessibleName(self.words.text())
        words = reasons()
        for found in self.found[:5]:
            self.entries.addWidget(self._entry(found, words))

    def _entry(self, found: Duplicate, words: dict[str, str]) -> QFrame:
        frame = QFrame()
        frame.setProperty("kind", "plain")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(Text(found.name or _("Anonymous client"), "strong", wrap=True))
        column.addWidget(Text(say_birth(found.born), "secondary", "muted"))
        why = dotted(words.get(reason, reason) for reason in found.reasons)
        column.addWidget(Text(why, "secondary", "unknown", wrap=True))
        row.addLayout(column, 1)
        button = SecondaryButton(_("Open"), on_click=lambda: self.chosen.emit(found))
        button.setAccessibleName(_("Open %(name)s instead") % {"name": found.name})
        row.addWidget(button)
        return frame


class NewPersonPage(Page):
    """Records somebody new and opens the case."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._ids = (uuid4(), uuid4())
        self._is_touched = False
        self._is_saving = False
        self._asked = 0
        self.form = PersonForm(session.centre.codes, is_whole=False)
        self.form.changed.connect(self._on_changed)
        self.save_button = PrimaryButton("", "check", self.save)
        self.cancel_button = SecondaryButton("", on_click=self._give_up)
        self.header.add_action(self.cancel_button)
        self.header.add_action(self.save_button)
        self.banner = Banner("info", icon="history")
        self.discard = QuietButton(on_click=self._start_afresh)
        self.banner.add_button(self.discard)
        self.banner.hide()
        self.add(self.banner)
        self.duplicates = DuplicatesCard()
        self.duplicates.chosen.connect(self._open_other)
        self.duplicates.setFixedWidth(theme.px(290))
        area = Scroll()
        area.column.addWidget(self.form)
        area.column.addStretch(1)
        self._area = area
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(area, 1)
        line.addWidget(self.duplicates)
        self.add(line, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._look_for_doubles)
        self._keeper = DraftKeeper(session, NEW_PERSON, self._collect, self)
        self._clear()

    # What is shown

    def start(self) -> None:
        """Begin, with the draft that was left where there is one."""
        if not self._is_touched:
            self._clear()
            cases = self._session.centre.cases
            jobs.run(self, cases.drafts, self._on_drafts)
        self.form.names.setFocus()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.header.set_title(
            _("New person"), _("Everything is optional. Without a name the person stays anonymous.")
        )
        self.save_button.setText(_("Save and open case"))
        self.cancel_button.setText(_("Cancel"))
        self.discard.setText(_("Start afresh"))
        self.form.retranslate()
        self.duplicates.retranslate()

    @property
    def is_touched(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._is_touched

    def _clear(self) -> None:
        self._ids = (uuid4(), uuid4())
        self.form.fill(*self._base())
        self._is_touched = False
        self.banner.hide()
        self.duplicates.show_found((), is_asked=False)
        self._area.verticalScrollBar().setValue(0)

    def _base(self) -> tuple[Client, Case]:
        client, case = self._ids
        user = self._session.user.name
        template = Case(id=case, subject=client, opened=self._session.today(), counsellor=user)
        return empty_records(client, case, template)

    def _records(self) -> tuple[Client, Case]:
        client, case = self._base()
        return self.form.client(client), self.form.case(case)

    # Drafts

    def _collect(self) -> tuple[UUID, UUID | None, Typed] | None:
        if not self._is_touched:
            return None
        client, case = self._records()
        return client.id, None, Typed(client=client, case=case)

    def _on_drafts(self, drafts: tuple[Draft, ...]) -> None:
        user = self._session.user.name
        mine = [d for d in drafts if d.form == NEW_PERSON and d.author == user]
        if not mine or self._is_touched:
            return
        draft = max(mine, key=lambda d: d.typed_at)
        content = typed(draft)
        if content is None or content.client is None or content.case is None:
            return
        self._keeper.resume(draft)
        self._ids = (content.client.id, content.case.id)
        self.form.fill(content.client, content.case)
        self._is_touched = True
        at = draft.typed_at.astimezone()
        self.banner.say(
            _("You had begun to record somebody."),
            _("What you typed on %(day)s at %(time)s is here again.")
            % {"day": f"{at:%d.%m.%Y}", "time": f"{at:%H:%M}"},
        )
        self.banner.show()
        self._timer.start()

    def _start_afresh(self) -> None:
        self._keeper.drop()
        self._clear()
        self.form.names.setFocus()

    # What the user does

    def save(self) -> None:
        """Store the person and open the case."""
        if self._is_saving or not self.form.tell():
            return
        client, case = self._records()
        self._is_saving = True
        clients = self._session.centre.clients

        def done(_changes: Changes) -> None:
            self._is_saving = False
            self._keeper.drop()
            self._clear()
            self._session.toast(_("The person is recorded."))
            self._session.go(Place("cases", case=case.id))

        jobs.run(self, lambda: clients.add(client, case), done, self._on_refused)

    def _on_refused(self, error: BeratungError) -> None:
        self._is_saving = False
        if not (isinstance(error, BadInput) and self.form.place_problem(error)):
            self._session.problem(error)

    def _give_up(self) -> None:
        """Leave; the draft can be brought back by undo."""
        if self._is_touched:
            client, case = self._records()
            ids = self._ids
            self._keeper.drop()
            self._clear()

            def undo() -> None:
                self._ids = ids
                self.form.fill(client, case)
                self._is_touched = True
                self._keeper.touch()
                self._session.go(Place("cases", tab="new-client"))

            self._session.toast(_("Nothing was recorded."), undo)
        self._session.go(Place("cases"))

    def _open_other(self, found: Duplicate) -> None:
        if found.case is not None:
            self._keeper.drop()
            self._clear()
            self._session.go(Place("cases", case=found.case))

    def _on_changed(self) -> None:
        self._is_touched = True
        self._keeper.touch()
        self._timer.start()

    def _look_for_doubles(self) -> None:
        client, _case = self._records()
        if not client.names:
            self.duplicates.show_found((), is_asked=False)
            return
        self._asked += 1
        asked, clients = self._asked, self._session.centre.clients

        def done(found: tuple[Duplicate, ...]) -> None:
            if asked == self._asked:
                self.duplicates.show_found(found, is_asked=True)

        jobs.run(self, lambda: clients.possible_duplicates(client), done)
