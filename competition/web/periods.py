"""Periods of whole days as people type them; the last day is meant to its end."""

from datetime import UTC, date, datetime, time, timedelta

from competition.domain.windows import Window
from competition.web.formatting import SHANGHAI


def begin_of(day: date | None) -> datetime | None:
    """The first instant of a day in Asia/Shanghai."""
    return None if day is None else datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def end_of(day: date | None) -> datetime | None:
    """The instant after the last of a day in Asia/Shanghai."""
    return begin_of(None if day is None else day + timedelta(days=1))


def whole_days(first: date | None, last: date | None) -> Window:
    """From the begin of the first day to the end of the last; either may be open."""
    return Window(begin_of(first), end_of(last))
