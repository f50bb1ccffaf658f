# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Work off the GUI thread: in order, back in the GUI thread, silent when nobody waits any more."""

import threading
import time

from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from beratung.domain.errors import Refused
from beratung.domain.work import Changes, Touched
from tests.fakes.people import an_id
from tests.ui.shell import settle
from ui import jobs
from ui.changes import ChangeBus
from ui.widgets.progress_strip import ProgressStrip, remaining


def test_result_comes_back_in_the_gui_thread(qtbot: QtBot) -> None:
    del qtbot
    parent = QObject()
    seen: list[tuple[bool, bool, int]] = []

    def work() -> int:
        return 42 if QThread.currentThread() is not parent.thread() else 0

    jobs.run(parent, work, lambda n: seen.append((QThread.currentThread() is parent.thread(), True, n)))
    settle()
    assert seen == [(True, True, 42)]


def test_jobs_run_one_after_the_other(qtbot: QtBot) -> None:
    del qtbot
    parent = QObject()
    order: list[int] = []
    running: list[int] = []

    def work(number: int) -> int:
        running.append(number)
        time.sleep(0.01)
        assert running == [number]
        running.remove(number)
        return number

    for number in range(5):
        jobs.run(parent, lambda n=number: work(n), order.append)  # type: ignore[misc]
    settle()
    assert order == [0, 1, 2, 3, 4]


def test_nothing_is_called_when_nobody_waits_any_more(qtbot: QtBot) -> None:
    del qtbot
    parent = QObject()
    called: list[object] = []
    gate = threading.Event()

    def fail() -> None:
        gate.wait(5)
        raise Refused

    jobs.run(parent, lambda: gate.wait(5), called.append)
    jobs.run(parent, fail, called.append, called.append)
    parent.deleteLater()
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(parent, QEvent.Type.DeferredDelete)
    gate.set()
    settle()
    assert called == []


def test_an_expected_error_goes_to_who_asked(qtbot: QtBot) -> None:
    del qtbot
    parent = QObject()
    failed: list[type] = []

    def work() -> None:
        raise Refused

    jobs.run(parent, work, lambda _x: None, lambda error: failed.append(type(error)))
    settle()
    assert failed == [Refused]


def test_an_unexpected_error_reaches_the_hook(qtbot: QtBot) -> None:
    parent = QObject()

    def work() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        jobs.run(parent, work, lambda _x: None, lambda _error: None)
        settle()
    assert [kind for kind, _value, _trace in caught] == [ZeroDivisionError]


def test_changes_come_to_the_gui_thread_from_any_thread(qtbot: QtBot) -> None:
    bus = ChangeBus()
    changes = Changes(frozenset({Touched("Case", an_id("a"), an_id("b"))}))
    seen: list[bool] = []
    bus.changed.connect(lambda _c: seen.append(QThread.currentThread() is bus.thread()))
    thread = threading.Thread(target=bus.publish, args=(changes,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [True]
    bus.publish(Changes())
    assert seen == [True], "an empty change is no news"


def test_the_bar_waits_before_it_shows_and_offers_to_cancel(qtbot: QtBot) -> None:
    from tests.ui.shell import dress

    dress(spoken="en")
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    cancelled: list[int] = []
    work = strip.begin("Checking", lambda: cancelled.append(1))
    assert strip.isHidden()
    qtbot.waitUntil(lambda: not strip.isHidden())
    work.progress(3, 10)
    qtbot.waitUntil(lambda: strip.bar.value() == 3)
    strip.button.click()
    assert cancelled == [1]
    assert not strip.button.isEnabled()
    work.finish()
    qtbot.waitUntil(strip.isHidden)
    dress()


def test_the_bar_stays_until_the_last_work_is_done(qtbot: QtBot) -> None:
    from tests.ui.shell import dress

    dress()
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    one, other = strip.begin("one"), strip.begin("other")
    strip.show()
    one.finish()
    qtbot.wait(10)
    assert not strip.isHidden()
    other.finish()
    qtbot.waitUntil(strip.isHidden)


def test_remaining_time_is_said_as_a_person_would() -> None:
    from beratung.i18n import speak

    speak("en")
    assert remaining(0, 10, 60) == ""
    assert remaining(1, 10, 1) == ""
    assert remaining(10, 10, 60) == ""
    assert remaining(9, 10, 30) == "a few seconds left"
    assert remaining(5, 10, 42) == "about 40 seconds left"
    assert remaining(1, 10, 20) == "about 3 minutes left"
    speak("de")
