# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Today, the week and the administration: what waits, in the right order, with a way there and back."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QBoxLayout, QLabel
from pytestqt.qtbot import QtBot

from beratung.domain.cases import Consultation, Draft
from beratung.domain.letters import Letterhead
from beratung.domain.views import Deadline, DeadlineKind, Finding, Verification
from beratung.i18n import speak
from tests.fakes.people import AMAL, TODAY, an_id
from tests.ui.shell import EVERYTHING, open_window, settle
from ui.models.looks import RowLook
from ui.screens.administration.screen import PARTS, AdministrationScreen
from ui.screens.today import lines
from ui.screens.today.screen import TodayScreen
from ui.session import Place
from ui.workspace import Workspace


def today_screen(workspace: Workspace) -> TodayScreen:
    screen = workspace.shown()
    assert isinstance(screen, TodayScreen)
    return screen


def row_looks(screen: TodayScreen) -> list[tuple[str, str]]:
    looks = [line.entry.look for line in screen._waiting.values()]
    return [(look.title, look.sign.label if look.sign else "") for look in looks]


def a_deadline(kind: DeadlineKind, days: int, detail: str = "") -> Deadline:
    return Deadline(kind=kind, case=AMAL.case, client=AMAL.client, name="Amal Musterfrau",
                    on=TODAY + timedelta(days=days), days=days, detail=detail, record=an_id("record"))  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "days", "role", "is_urgent"),
    [
        (DeadlineKind.RESIDENCE, -2, "no", True),
        (DeadlineKind.RESIDENCE, 14, "no", True),
        (DeadlineKind.RESIDENCE, 15, "unknown", False),
        (DeadlineKind.RESIDENCE, 43, "accent", False),
        (DeadlineKind.NEXT_STEP, -1, "no", True),
        (DeadlineKind.NEXT_STEP, 0, "unknown", True),
        (DeadlineKind.NEXT_STEP, 8, "accent", False),
        (DeadlineKind.CONSENT, 3, "unknown", False),
        (DeadlineKind.CONSENT, -1, "no", True),
    ],
)
def test_urgency_has_a_sign_a_colour_and_a_word(
    kind: DeadlineKind, days: int, role: str, is_urgent: bool
) -> None:
    line = a_deadline(kind, days)
    sign = lines.sign_of(line)
    assert sign is not None
    assert sign.role == role
    assert sign.icon
    assert sign.label
    assert lines.is_urgent(line) == is_urgent


def test_how_far_away_a_day_is() -> None:
    speak("en")
    assert [lines.say_since(n) for n in (-3, -2, -1, 0, 1, 5)] == [
        "for 3 days", "for 2 days", "yesterday", "today", "tomorrow", "in 5 days",
    ]  # fmt: skip
    speak("de")


def test_what_is_due_stands_in_the_order_of_urgency(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    window.speak("en")
    due = [name for name, _sign in row_looks(today_screen(workspace))][:6]
    assert due == ["Farid Testzadeh", "Lan Probe-Nguyen", "Amal Musterfrau", "Lan Probe-Nguyen",
                   "Oleksandr Beispielenko", "Farid Testzadeh"]  # fmt: skip
    sections = {line.entry.section for line in today_screen(workspace)._waiting.values()} - {""}
    assert sections == {"Overdue", "Today", "In the next seven days", "Later"}
    window.speak("de")


def test_cases_without_a_next_step_stand_beside(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    screen = today_screen(workspace)
    shown = [screen._waiting[key].entry.look.title for key in list(screen.unplanned.model.shown_keys())]
    assert sorted(shown) == ["Max Mustermann-Łącki", "Selam Platzhalter"]


def test_enter_opens_the_case(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    screen = today_screen(workspace)
    went: list[Place] = []
    workspace.session.went.disconnect(workspace.go)
    workspace.session.went.connect(went.append)
    key = next(key for key, line in screen._waiting.items() if line.place.case == AMAL.case and line.step)
    screen.due.list.choose(key)
    QTest.keyClick(screen.due.list, Qt.Key.Key_Return)
    screen.open_button.click()
    assert [place.case for place in went] == [AMAL.case, AMAL.case]
    assert went[0].tab == "consultations"


def test_a_next_step_is_marked_as_done_and_taken_back(qtbot: QtBot) -> None:
    _window, workspace, centre = open_window(qtbot)
    screen = today_screen(workspace)
    step = an_id("consultation Musterfrau")
    key = next(key for key, line in screen._waiting.items() if line.step == step)
    assert screen.due.list.choose(key)
    screen._on_chosen(key)
    assert screen.done_button.isVisible()
    screen.mark_done()
    settle()
    assert not workspace.banner.isVisible(), workspace.banner.title.text()
    stored = centre.records.stored[step]
    assert isinstance(stored, Consultation)
    assert stored.done_on == TODAY
    assert key not in screen._waiting
    assert workspace.rail.button("today").number == 3
    assert workspace.toast_box.isVisible()
    workspace.undo()
    settle()
    stored = centre.records.stored[step]
    assert isinstance(stored, Consultation)
    assert stored.done_on is None
    assert key in screen._waiting


def test_a_residence_title_has_no_button_for_done(qtbot: QtBot) -> None:
    _window, workspace, _centre = open_window(qtbot)
    screen = today_screen(workspace)
    key = next(key for key in screen._waiting if key.startswith("residence"))
    screen.due.list.choose(key)
    screen._on_chosen(key)
    assert not screen.done_button.isVisible()
    screen.mark_done()
    settle()
    assert not workspace.toast_box.isVisible()


def test_drafts_wait_with_their_case(qtbot: QtBot) -> None:
    _window, workspace, centre = open_window(qtbot)
    draft = Draft(id=an_id("draft"), subject=AMAL.client, form="consultation", case=AMAL.case, content=b"{}",
                  typed_at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC), author="beraterin")  # fmt: skip
    centre.cases.keep_draft(draft)
    settle()
    screen = today_screen(workspace)
    looks = [screen._waiting[key].entry.look for key in list(screen.drafts.model.shown_keys())]
    assert [look.title for look in looks] == ["Amal Musterfrau"]
    assert "23.11.2026" in looks[0].detail


def test_an_empty_centre_says_what_will_stand_there(qtbot: QtBot) -> None:
    from tests.fakes.centre import fake_centre
    from ui.main_window import MainWindow
    from ui.settings import Settings

    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.show()
    window.open(fake_centre(is_empty=True))
    settle()
    assert window.workspace is not None
    screen = today_screen(window.workspace)
    said = set()
    for card in (screen.due, screen.unplanned, screen.drafts):
        assert card.empty.isVisibleTo(window)
        said.add((card.empty.title.text(), card.empty.text.text()))
    assert len(said) == 3, "each list says what will stand in it"
    assert all(title and words for title, words in said)


def test_columns_stand_below_each_other_where_it_is_narrow(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    screen = today_screen(workspace)
    window.resize(QSize(1360, 860))
    qtbot.waitUntil(lambda: screen._columns.direction() is QBoxLayout.Direction.LeftToRight)
    window.resize(QSize(900, 700))
    qtbot.waitUntil(lambda: screen._columns.direction() is QBoxLayout.Direction.TopToBottom)


def test_rows_are_read_out_whole() -> None:
    speak("en")
    from tests.fakes.centre import fake_centre

    waiting = lines.waiting(a_deadline(DeadlineKind.NEXT_STEP, 5, "Call"), fake_centre().codes, TODAY)
    assert waiting.entry.spoken == "In the next seven days, Amal Musterfrau, Call, in 5 days"
    assert isinstance(waiting.entry.look, RowLook)
    speak("de")


def administration(workspace: Workspace, part: str) -> AdministrationScreen:
    workspace.go(Place("administration", tab=part))
    settle()
    screen = workspace.shown()
    assert isinstance(screen, AdministrationScreen)
    return screen


def test_each_role_sees_its_parts() -> None:
    from beratung.domain.base import Role

    def seen(*roles: Role) -> list[str]:
        return [key for key, _title, seen_by, _build in PARTS if seen_by & set(roles)]

    assert seen(Role.SPRACHMITTLER) == ["look", "users", "about"]
    assert "trail" in seen(Role.SUPERVISOR)
    assert "trail" not in seen(Role.COUNSELLOR, Role.ADMIN)
    assert "letterhead" not in seen(Role.SUPERVISOR)


def test_choices_of_the_look_hold_at_once_and_are_kept(qtbot: QtBot) -> None:
    from ui import theme
    from ui.settings import Settings

    window, workspace, _centre = open_window(qtbot)
    panel: object = administration(workspace, "look")._panel("look")
    from ui.screens.administration.look import LookPanel

    assert isinstance(panel, LookPanel)
    panel.scheme.set_value("dark")
    panel.language.set_value("en")
    panel.look.changed.emit()
    assert theme.colours() is theme.DARK
    assert workspace.rail.button("today").text() == "Today"
    kept = Settings.load()
    assert (kept.scheme, kept.language) == ("dark", "en")
    panel.scheme.set_value("light")
    panel.language.set_value("de")
    panel.look.changed.emit()
    del window


def test_the_letterhead_is_saved_on_leaving_and_can_be_taken_back(qtbot: QtBot) -> None:
    from ui.screens.administration.letterhead import LetterheadPanel

    _window, workspace, centre = open_window(qtbot)
    panel = administration(workspace, "letterhead")._panel("letterhead")
    assert isinstance(panel, LetterheadPanel)
    assert panel.town.text() == "Magdeburg"
    panel.phone.setText("0391 000000")
    panel.footer.setPlainText("Erste Zeile\n\n Zweite Zeile ")
    workspace.go(Place("today"))
    settle()
    assert centre.letterhead.phone == "0391 000000"
    assert centre.letterhead.footer == ("Erste Zeile", "Zweite Zeile")
    workspace.undo()
    settle()
    assert centre.letterhead == Letterhead(
        agency="Beispielzentrum", street="Musterweg 1", postal_code="39104", town="Magdeburg"
    )


def test_an_untouched_letterhead_is_not_saved(qtbot: QtBot) -> None:
    _window, workspace, centre = open_window(qtbot)
    before = centre.letterhead
    administration(workspace, "letterhead")
    workspace.save()
    workspace.go(Place("today"))
    settle()
    assert centre.letterhead is before
    assert not workspace.toast_box.isVisible()


def test_the_check_says_what_it_found(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.screens.administration.check import CheckPanel

    window, workspace, centre = open_window(qtbot)
    window.speak("en")
    panel = administration(workspace, "check")._panel("check")
    assert isinstance(panel, CheckPanel)
    panel.check()
    assert not panel.button.isEnabled()
    settle()
    assert panel.result.title.text() == "All is in order"
    assert "audit trail" in panel.result.text.text()
    broken = Verification(
        findings=(Finding(where="record 1", what="is damaged"),), covered=("case",), not_covered=()
    )
    monkeypatch.setattr(centre, "verify", lambda full=False: broken)
    panel.check()
    settle()
    assert panel.result.title.text() == "1 thing is not in order"
    assert panel.button.isEnabled()
    window.speak("de")


def test_the_trail_is_read_by_the_supervisor(qtbot: QtBot) -> None:
    from ui.screens.administration.trail import TrailPanel

    window, workspace, _centre = open_window(qtbot, EVERYTHING)
    window.speak("en")
    panel = administration(workspace, "trail")._panel("trail")
    assert isinstance(panel, TrailPanel)
    settle()
    assert len(panel._lines) == 2
    assert len(panel.card.model.shown_keys()) == 2
    panel.verify()
    settle()
    assert "complete" in workspace.toast_box.text.text()
    window.speak("de")


def test_users_show_their_fingerprint(qtbot: QtBot) -> None:
    from ui.screens.administration.user_row import UserRow

    _window, workspace, centre = open_window(qtbot)
    screen = administration(workspace, "users")
    [row] = screen.findChildren(UserRow)
    shown = " ".join(label.text() for label in row.findChildren(QLabel))
    assert centre.user.fingerprint in shown


def test_the_centre_decides_when_it_locks(qtbot: QtBot) -> None:
    from ui.screens.administration.look import LookPanel

    window, workspace, centre = open_window(qtbot)
    window.load_behind()
    panel = administration(workspace, "look")._panel("look")
    assert isinstance(panel, LookPanel)
    assert window.idle is not None
    assert window.idle.minutes == panel.minutes.value() == 5
    panel.minutes.set_value(10)
    panel.residence.set_value(30)
    panel.lock.changed.emit()
    settle()
    assert centre.settings.idle_minutes == window.idle.minutes == 10
    assert centre.settings.residence_days == 30
    assert centre.letterhead.town == "Magdeburg"


def test_only_the_administration_decides_it(qtbot: QtBot) -> None:
    from beratung.domain.base import Role
    from ui.screens.administration.look import LookPanel

    _window, workspace, _centre = open_window(qtbot, frozenset({Role.COUNSELLOR}))
    panel = administration(workspace, "look")._panel("look")
    assert isinstance(panel, LookPanel)
    assert not panel.minutes.isEnabled()
    assert panel.language.isEnabled()
    assert panel.note.isVisible()
