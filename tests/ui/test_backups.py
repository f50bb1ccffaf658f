# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Backups through the window: made and checked on a real centre, and said in the same words everywhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from beratung.domain.backup_views import BackupCheck, BackupState
from beratung.domain.base import Role
from tests.builders import a_client
from tests.centre.small import ADMIN, FOUNDER, Small, _small, small  # noqa: F401
from tests.ui import audit
from tests.ui.shell import dress, settle
from ui.main_window import MainWindow
from ui.models.backup_words import short, whole
from ui.screens.administration.backup import BackupPanel
from ui.screens.administration.screen import AdministrationScreen
from ui.screens.today.screen import TodayScreen
from ui.session import Place
from ui.settings import Settings
from ui.workspace import Workspace

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
COUNSELLOR = frozenset({Role.COUNSELLOR})


def check(*, roles: frozenset[Role] = frozenset({Role.ADMIN}), has_findings: bool = False) -> BackupCheck:
    return BackupCheck(at=NOON, by="verwaltung", roles=roles, has_findings=has_findings)


GOOD = BackupState(
    folder="/disk", is_reachable=True, at=NOON, by="verwaltung", file="x.backup", is_complete=True,
    checks=(check(roles=COUNSELLOR), check()),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    dress(spoken="en")
    yield
    dress()


@pytest.mark.parametrize(
    ("changes", "tone", "said"),
    [
        ({}, "yes", "fully checked"),
        ({"is_complete": False}, "unknown", "not fully checked yet"),
        ({"is_complete": False, "checks": ()}, "unknown", "not checked yet"),
        ({"checks": (check(has_findings=True),)}, "no", "faults found"),
        ({"is_overdue": True, "at": NOON - timedelta(days=4)}, "no", "Backup on 19.11.2026"),
        ({"is_reachable": False}, "unknown", "fully checked"),
        ({"is_reachable": False, "is_overdue": True}, "no", "fully checked"),
        ({"folder": ""}, "unknown", "fully checked"),
        ({"folder": "", "at": NOON - timedelta(days=9)}, "no", "Backup on 14.11.2026"),
        ({"addendum_behind": True}, "unknown", "fully checked"),
        ({"at": None}, "no", "No backup yet"),
        ({"at": None, "folder": ""}, "no", "No backup yet"),
    ],
)
def test_each_state_has_its_words(changes: dict[str, object], tone: str, said: str) -> None:
    state = msgspec.structs.replace(GOOD, **changes)
    found = whole(state, TODAY)
    assert found.tone == tone
    assert said in found.title
    assert found.title == short(state, TODAY)
    assert found.text
    assert found.is_good == (tone == "yes")


def opened(qtbot: QtBot, small: Small, user: str) -> tuple[MainWindow, Workspace]:  # noqa: F811
    window = MainWindow(Settings(centre=str(small.folder), language="en"))
    qtbot.addWidget(window)
    window.resize(1360, 860)
    window.show()
    window.open(small.opened(user))
    settle(60)
    assert window.workspace is not None
    return window, window.workspace


def panel_of(workspace: Workspace) -> BackupPanel:
    workspace.go(Place("administration", tab="backup"))
    settle(60)
    screen = workspace.shown()
    assert isinstance(screen, AdministrationScreen)
    panel = screen._panel("backup")
    assert isinstance(panel, BackupPanel)
    return panel


def rail(workspace: Workspace) -> str:
    return workspace.rail.state._text.text()


def test_from_the_first_folder_to_a_backup_that_is_fully_checked(
    qtbot: QtBot,
    small: Small,  # noqa: F811
    tmp_path: Path,
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    centre = small.opened(FOUNDER)
    centre.store_records([a_client()])
    centre.lock()
    window, workspace = opened(qtbot, small, ADMIN)
    assert rail(workspace) == "No backup yet"
    panel = panel_of(workspace)
    assert panel.banner.title.text() == "No backup yet"
    audit.assert_accessible(window)
    panel.set_folder(str(disk))
    settle(120)
    assert len(list(disk.glob("*.backup"))) == 1
    assert str(disk) in panel.folder.text()
    assert "not fully checked yet" in rail(workspace), "the administration opens no envelope"
    assert "verwaltung" in panel._checks.itemAt(0).widget().text()  # type: ignore[union-attr]
    audit.assert_accessible(window)
    window.lock()
    settle(60)

    window, workspace = opened(qtbot, small, FOUNDER)
    assert isinstance(workspace.shown(), TodayScreen)
    today = workspace.shown()
    assert isinstance(today, TodayScreen)
    assert today.backup.isVisible()
    assert "not fully checked yet" in today.backup.text.text()
    audit.assert_accessible(window)
    workspace.session.backups.run()
    settle(120)
    assert "fully checked" in rail(workspace)
    assert "not fully" not in rail(workspace)
    assert today.backup.button.isHidden()
    window.lock()
    settle(60)


def test_a_backup_is_made_elsewhere_and_a_damaged_one_is_found(
    qtbot: QtBot,
    small: Small,  # noqa: F811
    tmp_path: Path,
) -> None:
    file = tmp_path / "by hand.backup"
    window, workspace = opened(qtbot, small, FOUNDER)
    panel = panel_of(workspace)
    panel.make_at(file)
    assert not panel.make_button.isEnabled()
    settle(120)
    assert panel.make_button.isEnabled()
    assert "every record was opened" in panel.result.text.text()
    panel.make_at(file)
    settle(120)
    assert workspace.banner.isVisible(), "nothing is overwritten"
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    workspace._banner_line.hide()
    panel.check(file)
    settle(120)
    assert workspace._banner_line.isVisible() or "Faults" in panel.result.text.text()
    window.lock()
    settle(60)


def test_who_does_not_administer_sees_and_decides_nothing(qtbot: QtBot, small: Small) -> None:  # noqa: F811
    from tests.centre.small import COUNSELLOR as COUNSELLOR_NAME

    window, workspace = opened(qtbot, small, COUNSELLOR_NAME)
    panel = panel_of(workspace)
    assert panel.folder_button.isHidden()
    assert not panel.days_kept.isEnabled()
    window.lock()
    settle(60)


def test_how_long_backups_stay_is_kept(qtbot: QtBot, small: Small, tmp_path: Path) -> None:  # noqa: F811
    window, workspace = opened(qtbot, small, FOUNDER)
    panel = panel_of(workspace)
    assert panel.keep.isHidden()
    panel.set_folder(str(tmp_path))
    settle(120)
    assert panel.keep.isVisible()
    panel.oldest.set_value(30)
    panel._on_keep()
    settle(120)
    assert workspace.session.centre.settings.backup_days == 30
    window.lock()
    settle(60)


def test_what_is_due_is_made_after_unlocking_without_a_word(
    qtbot: QtBot,
    small: Small,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    centre = small.opened(FOUNDER)
    centre.store_records([a_client()])
    centre.change_settings(msgspec.structs.replace(centre.settings, backup_folder=str(disk)))
    centre.lock()
    monkeypatch.setattr("ui.backups.AFTER_UNLOCKING", 50)
    window, workspace = opened(qtbot, small, FOUNDER)
    qtbot.waitUntil(lambda: "fully checked" in rail(workspace), timeout=60_000)
    assert len(list(disk.glob("*.backup"))) == 1
    assert not workspace.banner.isVisible()
    window.lock()
    settle(60)


def test_locking_while_a_backup_is_made_is_no_fault(
    qtbot: QtBot,
    small: Small,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    centre = small.opened(FOUNDER)
    centre.store_records([a_client() for _ in range(40)])
    centre.change_settings(msgspec.structs.replace(centre.settings, backup_folder=str(tmp_path)))
    centre.lock()
    window, workspace = opened(qtbot, small, FOUNDER)
    troubles: list[BaseException] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: troubles.append(error))
    workspace.session.backups.run()
    qtbot.wait(30)
    window.lock()
    settle(60)
    assert troubles == []
    small.opened(FOUNDER).lock()
    assert not list(tmp_path.glob("*.part"))
