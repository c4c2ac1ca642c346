"""How times, dates and numbers are shown to people."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_date, get_locale

from competition.web.actions import action_words
from competition.web.browsers import browser_words
from competition.web.errors import issue_words, words

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"


def day(value: date | None) -> str:
    """A date as 2026年11月22日（周日）, or in English."""
    if value is None:
        return ""
    if _chinese():
        return f"{value.year}年{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"
    return str(format_date(value, "EEE d MMM y", rebase=False))


def iso_day(text: str) -> str:
    """A date that a document holds as 2026-11-22, as people read it."""
    return day(date.fromisoformat(text))


def local_day(value: datetime) -> date:
    """The day of an instant in Asia/Shanghai."""
    return value.astimezone(SHANGHAI).date()


def moment(value: datetime | None) -> str:
    """An instant as date and time in Asia/Shanghai."""
    if value is None:
        return ""
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())}{'' if _chinese() else ' '}{local:%H:%M}"


def last_day(value: datetime | None) -> str:
    """The last whole day before a deadline at midnight, in Asia/Shanghai."""
    if value is None:
        return ""
    return day((value.astimezone(SHANGHAI) - timedelta(microseconds=1)).date())


def decimal_text(value: Decimal | str | None) -> str:
    """A decimal without an exponent and without needless zeros."""
    if value is None:
        return ""
    number = Decimal(value)
    return format(
        number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize(), "f"
    )


def register_filters(app: Flask) -> None:
    """Make the filters known to templates: |day, |moment, |decimal_text, |issue_words …"""
    app.jinja_env.filters.update(
        day=day,
        iso_day=iso_day,
        local_day=local_day,
        moment=moment,
        last_day=last_day,
        decimal_text=decimal_text,
        issue_words=issue_words,
        error_words=words,
        action_words=action_words,
        browser_words=browser_words,
    )


def _chinese() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "zh"
