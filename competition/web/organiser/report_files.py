"""A report as files: the basic data, the nominations, the summary, the technical analyses."""

from datetime import datetime

from flask_babel import gettext

from competition.services.paper_lists import PaperTable, print_tables
from competition.services.reports import ReportDescription
from competition.services.workbooks import Column, Page, write_workbook
from competition.web.formatting import iso_day, moment
from competition.web.organiser.competition_forms import GROUP_NAMES
from competition.web.proposal_words import LEVEL_NAMES

Cell = str | int | None


def figure_heads() -> list[str]:
    """The columns of the basic data."""
    return [
        gettext("Event"),
        gettext("Trade"),
        gettext("Group"),
        gettext("Day of the event"),
        gettext("Venue"),
        gettext("Entries"),
        gettext("Units"),
        gettext("Judges"),
        gettext("Placed"),
        gettext("Prizes"),
        gettext("Proposed promotions"),
        gettext("Best total"),
        gettext("Mean total"),
        gettext("Lowest total"),
    ]


def figure_rows(found: ReportDescription) -> list[list[Cell]]:
    """The basic data, an event a row, in the order of the columns."""
    rows: list[list[Cell]] = []
    for one in found.figures:
        group = {key.value: str(name) for key, name in GROUP_NAMES.items()}[one["group"]]
        held = iso_day(one["held_on"]) if one["held_on"] else ""
        counts = [one[key] for key in ("entries", "units", "judges", "placed", "prizes")]
        totals = [one[key] or "" for key in ("best", "mean", "lowest")]
        facts = [one["title"], one["trade"], group, held, one["venue"]]
        rows.append([*facts, *counts, one["promotions"], *totals])
    return rows


def report_xlsx(found: ReportDescription) -> bytes:
    """The report as a workbook, a sheet for each part."""
    heads = figure_heads()
    widths = [28, 20, 10, 20, 24, *[10] * 9]
    nominations = [[n.name, n.unit, n.event, n.honour, n.reason] for n in found.report.nominations]
    return write_workbook(
        [
            Page(
                gettext("Basic data"),
                [Column(head, width) for head, width in zip(heads, widths, strict=True)],
                figure_rows(found),
            ),
            Page(
                gettext("Nominations"),
                [
                    Column(head, width)
                    for head, width in zip(_nomination_heads(), (14, 30, 24, 24, 60), strict=True)
                ],
                nominations,
            ),
            Page(gettext("Work summary"), [Column(gettext("Work summary"), 100)], _summary(found)),
            Page(
                gettext("Technical analysis"),
                [Column(gettext("Event"), 28), Column(gettext("Technical analysis"), 100)],
                _analyses(found),
            ),
            Page(gettext("About"), [Column(gettext("Fact"), 22), Column("", 72)], _about(found)),
        ]
    )


def report_pdf(found: ReportDescription, at: datetime) -> bytes:
    """The report on paper."""
    line = found.line
    rows = [["" if cell is None else str(cell) for cell in row] for row in figure_rows(found)]
    nominations = [[n.name, n.unit, n.event, n.honour, n.reason] for n in found.report.nominations]
    widths = [9, 8, 6, 8, 8, 6, 5, 6, 6, 5, 9, 6, 6, 6]
    tables = [PaperTable(figure_heads(), widths, rows, gettext("Basic data"))]
    if nominations:
        heads = _nomination_heads()
        tables.append(PaperTable(heads, [2, 4, 3, 3, 6], nominations, gettext("Nominations")))
    if found.report.summary:
        tables.append(PaperTable([gettext("Work summary")], [1], _summary(found)))
    if found.report.analyses:
        heads = [gettext("Event"), gettext("Technical analysis")]
        tables.append(PaperTable(heads, [1, 4], _analyses(found)))
    lead = [line.organiser, str(LEVEL_NAMES[line.level]), str(line.season), line.plan.place]
    return print_tables(
        gettext("Report %(title)s", title=line.title),
        tables,
        at,
        lead=" · ".join(part for part in lead if part),
        notes=_notes(found),
    )


def _about(found: ReportDescription) -> list[list[str]]:
    line = found.line
    return [
        [gettext("Competition"), line.title],
        [gettext("Organising body"), line.organiser],
        [gettext("Level"), str(LEVEL_NAMES[line.level])],
        [gettext("Season"), str(line.season)],
        [gettext("Venue"), line.plan.place],
        [gettext("State"), *_notes(found)],
    ]


def _notes(found: ReportDescription) -> list[str]:
    if found.may_edit or found.written_at is None or found.report.state.value == "draft":
        return [gettext("Draft: this report is not handed in yet.")]
    return [gettext("Handed in on %(moment)s.", moment=moment(found.written_at))]


def _nomination_heads() -> list[str]:
    return [
        gettext("Name"),
        gettext("Unit"),
        gettext("Event"),
        gettext("Honour"),
        gettext("Reason"),
    ]


def _summary(found: ReportDescription) -> list[list[str]]:
    return [[found.report.summary]] if found.report.summary else []


def _analyses(found: ReportDescription) -> list[list[str]]:
    texts = found.report.analyses
    return [
        [one["title"], texts.get(one["event_id"], "")]
        for one in found.figures
        if texts.get(one["event_id"])
    ]
