"""Organisers' pages about the annual programme: list, calendar, season board, a plan."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.identifiers import CompetitionId
from competition.domain.permissions import Permission
from competition.domain.programme import ProgrammeFilter
from competition.services import catalogues, programme
from competition.services.programme import Occasion, ProgrammeLine
from competition.services.unit_of_work import reading, unit_of_work
from competition.services.workbooks import Column, Page, write_workbook
from competition.web.files import XLSX
from competition.web.formatting import SHANGHAI
from competition.web.organiser.blueprint import bp
from competition.web.organiser.programme_forms import PlanForm
from competition.web.organiser.programme_words import (
    DOT_WORDS,
    OCCASION_WORDS,
    PROGRESS_WORDS,
    STEP_WORDS,
    season_words,
)
from competition.web.proposal_words import LEVEL_NAMES, STATES
from competition.web.session import current_actor, request_time

FIRST, LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the month's page, with what happens on it."""

    day: date
    inside: bool
    occasions: tuple[Occasion, ...]


@bp.get("/programme")
def list_programme() -> str:
    """List a season, narrowed by what the address says."""
    wanted = wanted_programme()
    with reading(current_actor()) as uow:
        found = programme.list_programme(uow, wanted)
    return programme_page("list", wanted, found=found, level_names=LEVEL_NAMES)


@bp.get("/programme/board")
def season_board() -> str:
    """Show every competition of the season with its nine steps and what is late."""
    wanted = wanted_programme()
    with reading(current_actor()) as uow:
        found, rows = programme.season_board(uow, wanted)
        proposed = programme.board_proposals(uow, wanted)
    return programme_page(
        "board",
        wanted,
        found=found,
        rows=rows,
        proposed=proposed,
        state_words=STATES,
        step_words=STEP_WORDS,
        dot_words=DOT_WORDS,
    )


@bp.get("/programme/calendar")
def programme_calendar() -> str:
    """Show a month of the season."""
    wanted, month = wanted_programme(), _month()
    with reading(current_actor()) as uow:
        found = programme.list_programme(uow, wanted)
    first, last = programme.month_bounds(month)
    return programme_page(
        "calendar",
        wanted,
        found=found,
        month=first,
        days=calendar_days(found.lines, first, last),
        before=f"{first - timedelta(days=1):%Y-%m}",
        after=f"{last + timedelta(days=1):%Y-%m}",
        occasion_words=OCCASION_WORDS,
    )


@bp.get("/programme/export.xlsx")
def export_programme() -> ResponseReturnValue:
    """Send exactly the competitions that the list shows."""
    wanted = wanted_programme()
    with reading(current_actor()) as uow:
        found = programme.list_programme(uow, wanted)
    heads = [Column(head, width) for head, width in _heads()]
    page = Page(gettext("Programme"), heads, [_cells(line) for line in found.lines])
    name = gettext("Programme %(season)s.xlsx", season=wanted.season)
    data = BytesIO(write_workbook([page]))
    return send_file(data, mimetype=XLSX, as_attachment=True, download_name=name)


@bp.route("/competitions/<int:competition_id>/plan", methods=["GET", "POST"])
def edit_plan(competition_id: int) -> ResponseReturnValue:
    """Show what the programme knows of a competition, and change it."""
    id_, form = CompetitionId(competition_id), PlanForm()
    with reading(current_actor()) as uow:
        found = programme.describe_plan(uow, id_, Permission.PROGRAMME_EDIT)
        form.offer(catalogues.list_industries(uow))
        label = catalogues.occupation_label(uow, found.plan.occupation_code)
    if not form.is_submitted():
        form.take(found.plan, label, found.version)
    elif form.validate() and _save(id_, form):
        flash(gettext("Saved."), "success")
        return redirect(url_for(".edit_plan", competition_id=competition_id))
    page = render_template(
        "organiser/programme/plan.html", form=form, found=found, progress_words=PROGRESS_WORDS
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/competitions/<int:competition_id>/plan/take-in")
def take_in(competition_id: int) -> ResponseReturnValue:
    """Take a competition into the programme."""
    with unit_of_work(current_actor()) as uow:
        programme.take_in(uow, CompetitionId(competition_id))
    flash(gettext("The competition is in the programme."), "success")
    return redirect(url_for(".edit_plan", competition_id=competition_id))


def programme_page(tab: str, wanted: ProgrammeFilter, **context: object) -> str:
    """Render a page of the programme inside its frame."""
    return render_template(
        f"organiser/programme/{tab}.html",
        tab=tab,
        wanted=wanted,
        progress_words=PROGRESS_WORDS,
        season_words=season_words,
        **context,
    )


def wanted_programme() -> ProgrammeFilter:
    """The season and the filter that the address asks for. Raises NotFound for no such year."""
    args = request.args
    season = args.get("season", request_time().astimezone(SHANGHAI).year, type=int)
    if not FIRST <= season <= LAST:
        raise NotFound("There is no such season.")
    return ProgrammeFilter(
        season=season,
        search=args.get("search", "").strip()[:60],
        industry=args.get("industry", "")[:12],
        district=args.get("district", 0, type=int),
        trade=args.get("trade", "")[:80],
        progress=args.get("progress", "")[:12],
        level=args.get("level", "")[:12],
    )


def calendar_days(lines: tuple[ProgrammeLine, ...], first: date, last: date) -> list[CalendarDay]:
    """The whole weeks, Monday first, that hold the month, each day with what happens on it."""
    start = first - timedelta(days=first.weekday())
    end = last + timedelta(days=6 - last.weekday())
    by_day: dict[date, list[Occasion]] = {}
    for one in programme.occasions(lines, first, last):
        by_day.setdefault(one.day, []).append(one)
    days = [start + timedelta(days=at) for at in range((end - start).days + 1)]
    return [CalendarDay(d, first <= d <= last, tuple(by_day.get(d, ()))) for d in days]


def _month() -> date:
    """The month that the address asks for, else this month or the season's first."""
    today = request_time().astimezone(SHANGHAI).date()
    season = request.args.get("season", today.year, type=int)
    asked = today if season == today.year else date(season, 1, 1)
    with suppress(ValueError):
        asked = date.fromisoformat(f"{request.args.get('month', '')[:7]}-01")
    return asked if FIRST <= asked.year <= LAST else today


def _save(competition_id: CompetitionId, form: PlanForm) -> bool:
    """Save what was typed; what is wrong stands at its field, and then nothing is saved."""
    try:
        with unit_of_work(current_actor()) as uow:
            typed = (form.occupation.data or "").strip()
            code = catalogues.find_occupation(uow, typed).code if typed else ""
            programme.save_plan(uow, competition_id, form.plan(code), form.version.data or 0)
    except RuleViolation as violation:
        form.report(violation)
        return False
    except Conflict as conflict:
        form.form_errors.append(gettext(conflict.message))
        return False
    return True


def _heads() -> list[tuple[str, int]]:
    return [
        (gettext("Competition"), 44),
        (gettext("Level"), 10),
        (gettext("Class"), 8),
        (gettext("Organising body"), 28),
        (gettext("District or industry union"), 24),
        (gettext("Trade"), 24),
        (gettext("Industry"), 14),
        (gettext("First day"), 12),
        (gettext("Last day"), 12),
        (gettext("Venue"), 28),
        (gettext("Expected entrants"), 10),
        (gettext("State"), 14),
    ]


def _cells(line: ProgrammeLine) -> list[str | int | None]:
    first, last = line.first_day, line.last_day
    return [
        line.title,
        str(LEVEL_NAMES[line.level]),
        line.competition_class,
        line.organiser,
        line.district,
        "、".join(line.trades),
        line.industry,
        first.isoformat() if first else "",
        last.isoformat() if last else "",
        line.plan.place,
        line.plan.entrants,
        str(PROGRESS_WORDS[line.progress.value]),
    ]
