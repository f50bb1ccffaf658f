# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What commands print: one JSON document or a table on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from beratung.cli.session import options
from beratung.domain.people import Birth, Precision
from beratung.i18n import _


def emit(document: object, show: Callable[[], None] | None = None) -> None:
    """Print a result: as JSON where it was asked for, else by ``show``."""
    if options().as_json:
        print_line(json.dumps(document, ensure_ascii=False, indent=2, default=str))
    elif show is not None:
        show()


def print_line(text: str) -> None:
    """Print a line on stdout, in UTF-8 whatever the terminal thinks."""
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """Print a message on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """Print a table on stdout; cells are printed as they are, without markup."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = 200
    drawn = Table(
        title=Text(title) if title else None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False
    )
    for header in headers:
        drawn.add_column(Text(header), overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(plain(cell)) for cell in row))
    console.print(drawn)


def pairs(rows: Iterable[tuple[str, object]]) -> None:
    """Print labels with their values on stdout; empty values are left out."""
    found = [(label, plain(str(value))) for label, value in rows if value not in (None, "", [], ())]
    width = max((len(label) for label, _value in found), default=0)
    for label, value in found:
        print_line(f"{label.ljust(width)}  {value}")


def plain(text: str) -> str:
    """Return a text without control characters, so that no record can steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def day(value: date | None) -> str:
    """Return a day as people here write it."""
    return value.strftime("%d.%m.%Y") if value is not None else ""


def moment(value: datetime) -> str:
    """Return an instant as the clocks of the centre show it; without a centre, those of this computer."""
    zone = options().zone
    return value.astimezone(ZoneInfo(zone) if zone else None).strftime("%d.%m.%Y %H:%M:%S")


def born(birth: Birth | None) -> str:
    """Return a birth date with how far it can be trusted."""
    if birth is None:
        return ""
    if birth.precision is Precision.YEAR:
        return str(birth.on.year)
    if birth.precision is Precision.ESTIMATED:
        return _("about %(day)s") % {"day": day(birth.on)}
    return day(birth.on)


def iso(value: date | None) -> str | None:
    """Return a day for JSON."""
    return value.isoformat() if value is not None else None


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr while something long runs; nothing where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda _done, _all: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
