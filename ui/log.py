# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The log of the window: types and places in the code, never a value, a message or a name.

An exception's own text can quote what somebody typed, so it is never written. The log lies in the user's
state folder, in three files of at most 256 KiB.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from ui.settings import state_folder

if TYPE_CHECKING:
    from logging import Logger

_QUOTED = r"\"[^\"]*\"|'[^']*'|“[^”]*”|„[^“]*“"
_PATHLIKE = r"(?:[A-Za-z]:)?[\\/][^\s,;:]+"
_LEVELS = {
    QtMsgType.QtDebugMsg: "debug",
    QtMsgType.QtInfoMsg: "info",
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


class _Open:
    """The logger, made when the first line is written, and who is told of trouble."""

    logger: "Logger | None" = None
    on_trouble: Callable[[BaseException], None] | None = None


def file() -> Path:
    """Return where the log lies."""
    return state_folder() / "window.log"


def write(line: str) -> None:
    """Write a line. It must be made of fixed words, types and places in the code alone."""
    if _Open.logger is None:
        _Open.logger = _open()
    _Open.logger.warning(line)


def _open() -> "Logger":
    """Make the logger; where the folder cannot be written there is no log."""
    import logging
    from logging.handlers import RotatingFileHandler

    logger = logging.getLogger("beratung.window")
    logger.propagate = False
    try:
        file().parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            file(), maxBytes=262_144, backupCount=2, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger.addHandler(handler)
    return logger


def close() -> None:
    """Close the file; the next line opens it again."""
    if _Open.logger is not None:
        for handler in list(_Open.logger.handlers):
            _Open.logger.removeHandler(handler)
            handler.close()
        _Open.logger = None


def places(trace: TracebackType | None) -> str:
    """Return where in the code something happened, innermost last, without any value."""
    steps = []
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{'/'.join(Path(code.co_filename).parts[-3:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return " < ".join(reversed(steps[-12:]))


def redact(error: BaseException) -> str:
    """Put an exception and its causes into types and places."""
    parts, seen = [], 0
    current: BaseException | None = error
    while current is not None and seen < 5:
        parts.append(
            f"{type(current).__module__}.{type(current).__qualname__} at {places(current.__traceback__)}"
        )
        current, seen = current.__cause__ or current.__context__, seen + 1
    return " | because ".join(parts)


def redact_message(text: str) -> str:
    """Take quotations and paths out of a message of Qt."""
    import re

    return re.sub(_PATHLIKE, "…", re.sub(_QUOTED, "…", text))


def install(on_trouble: Callable[[BaseException], None] | None = None) -> None:
    """Send every exception that nobody caught, and every message of Qt, here; ``on_trouble`` tells the user."""
    _Open.on_trouble = on_trouble
    sys.excepthook = _on_exception
    threading.excepthook = _on_thread_exception
    sys.unraisablehook = _on_unraisable
    qInstallMessageHandler(_on_qt_message)


def _on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(130)
    write(redact(error.with_traceback(trace)))
    if _Open.on_trouble is not None:
        _Open.on_trouble(error)


def _on_thread_exception(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        _on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)


def _on_unraisable(arguments: "sys.UnraisableHookArgs") -> None:
    if arguments.exc_value is not None:
        write("unraisable " + redact(arguments.exc_value))


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    category = context.category or "qt"
    write(f"{_LEVELS.get(kind, 'qt')} {category}: {redact_message(text or '')}")
