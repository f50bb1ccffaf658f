# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Time sheets: what one interpreter worked in one month and what it pays, in whole cents, with checked sums. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from beratung.appointments.interpreting_errors import SumsWrong
from beratung.domain.interpreting import FeeModel, InterpreterFile, SheetLine, WorkedTime
from beratung.domain.interpreting_views import TimeSheet, TimeSheetLine


def is_known(fee: FeeModel) -> bool:
    """Whether anything was agreed; a fee of nothing needs a word, such as ehrenamtlich."""
    return fee != FeeModel()


def time_cents(fee: FeeModel, length: timedelta) -> int:
    """For the time alone: so much for each begun unit, or for the whole job."""
    if fee.unit_minutes <= 0:
        return fee.cents
    minutes = -(-int(length.total_seconds()) // 60)
    return -(-minutes // fee.unit_minutes) * fee.cents


def cost_of(fee: FeeModel, length: timedelta) -> int | None:
    """What a job costs without its way; None where nothing was agreed."""
    return time_cents(fee, length) + fee.job_cents if is_known(fee) else None


def line_of(worked: WorkedTime, fee: FeeModel) -> TimeSheetLine:
    """One line with what it pays."""
    parts = (time_cents(fee, worked.end - worked.start), fee.job_cents, fee.km_cents * worked.km)
    return TimeSheetLine(
        id=worked.id,
        number=worked.number,
        start=worked.start,
        end=worked.end,
        zone=worked.zone,
        minutes=int((worked.end - worked.start).total_seconds()) // 60,
        travel_minutes=worked.travel_minutes,
        km=worked.km,
        time_cents=parts[0],
        job_cents=parts[1],
        km_cents=parts[2],
        other_cents=worked.other_cents,
        cents=sum(parts) + worked.other_cents,
        words=worked.words,
        is_confirmed=worked.is_confirmed,
        confirmed_by=worked.confirmed_by,
    )


def sheet_of(file: InterpreterFile, worked: Iterable[WorkedTime], year: int, month: int) -> TimeSheet:
    """The sheet of a month; a job belongs to the month in which it began, where it was agreed.

    Raises:
        SumsWrong: the sums do not agree when they are made another way.
    """
    found = sorted(
        (
            line_of(entry, entry.fee or file.fee)
            for entry in worked
            if _month(entry.start, entry.zone) == (year, month)
        ),
        key=lambda line: (line.start, line.number),
    )
    sheet = TimeSheet(
        interpreter=file.id,
        name=file.name,
        year=year,
        month=month,
        fee=file.fee,
        is_fee_known=is_known(file.fee),
        lines=tuple(found),
        minutes=sum(line.minutes for line in found),
        travel_minutes=sum(line.travel_minutes for line in found),
        km=sum(line.km for line in found),
        cents=sum(line.cents for line in found),
        open_lines=sum(not line.is_confirmed for line in found),
    )
    check_sums(sheet)
    return sheet


def check_sums(sheet: TimeSheet) -> None:
    """Add everything up anew, column by column and from the times themselves.

    Raises:
        SumsWrong: something does not agree.
    """
    length = sum((line.end - line.start for line in sheet.lines), timedelta())
    columns = [
        sum(getattr(line, part) for line in sheet.lines)
        for part in ("time_cents", "job_cents", "km_cents", "other_cents")
    ]
    is_sound = (
        sheet.minutes * 60 == int(length.total_seconds())
        and sheet.cents == sum(columns)
        and sheet.km == sum(line.km for line in sheet.lines)
        and sheet.travel_minutes == sum(line.travel_minutes for line in sheet.lines)
        and all(
            line.cents == line.time_cents + line.job_cents + line.km_cents + line.other_cents
            for line in sheet.lines
        )
    )
    if not is_sound:
        raise SumsWrong


def as_line(worked: WorkedTime) -> SheetLine:
    """A line as the interpreter sees it."""
    return SheetLine(
        number=worked.number,
        start=worked.start,
        end=worked.end,
        zone=worked.zone,
        travel_minutes=worked.travel_minutes,
        km=worked.km,
        other_cents=worked.other_cents,
        words=worked.words,
    )


def as_worked(line: SheetLine, blank: WorkedTime) -> WorkedTime:
    """What was written as a line to store; nobody has confirmed it."""
    return WorkedTime(
        id=blank.id,
        subject=blank.subject,
        version=blank.version,
        request=blank.request,
        number=blank.number,
        start=line.start,
        end=line.end,
        zone=line.zone,
        travel_minutes=line.travel_minutes,
        km=line.km,
        other_cents=line.other_cents,
        words=line.words,
        heard=blank.heard,
    )


def _month(moment: datetime, zone: str) -> tuple[int, int]:
    day: date = moment.astimezone(ZoneInfo(zone)).date()
    return day.year, day.month
