"""Entries to take away with all that organisers need: chosen columns, as XLSX or CSV.

The words come from whoever asks; a job gets them with its payload, so both write the same file.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO, Protocol

from competition.domain.entry_answers import Answer, answer_text
from competition.domain.entry_exports import (
    NUMBERS,
    is_large,
    require_columns,
    require_readable,
)
from competition.domain.entry_forms import Asked, Question
from competition.domain.events import Event
from competition.domain.files import Kind
from competition.domain.id_numbers import masked_id_number
from competition.domain.identifiers import EventId, FileId, JobId
from competition.domain.people import masked_phone
from competition.domain.permissions import Permission
from competition.persistence import entry_forms, events, files, registration_rules
from competition.persistence.files import FileFacts
from competition.persistence.queries import entry_exports as queries
from competition.persistence.queries.entry_exports import ExportedPerson
from competition.services.files import store_document
from competition.services.jobs import enqueue
from competition.services.message_parts import SHANGHAI
from competition.services.ranking_files import Cell, stream_csv
from competition.services.unit_of_work import UnitOfWork
from competition.services.workbooks import Column, Page, stream_workbook

EXPORT = "entries.export"
"""The kind of the job that writes a large export, and the purpose of the file it stores."""
BASE = ("number", "name", "unit", "state", "standing", "level", "age", "honours", "remark")
MORE = ("created_at", "team", "id_number", "phone", "issues")
FACT, ANSWER = "fact:", "answer:"
WIDE = frozenset({"unit", "team", "remark", "issues"})


class Entry(Protocol):
    """A stored entry as it is read here."""

    id: Any
    facts: Any
    failed: Any


@dataclass(frozen=True, slots=True)
class Desk:
    """What there is to export: the event, its entries, the columns of its facts and questions."""

    event: Event
    entries: int
    facts: tuple[str, ...]
    questions: tuple[Question, ...]
    conditions: tuple[Any, ...]
    stored: tuple[FileFacts, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that may be chosen, in the order in which they are written."""
        facts = (f"{FACT}{key}" for key in self.facts)
        asked = (f"{ANSWER}{one.key}" for one in self.questions)
        return (*BASE, *MORE, *facts, *asked)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns, with their heads; the words of coded values by column; how to write them."""

    columns: Sequence[str]
    heads: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    sheet: str
    kind: str = "xlsx"
    readable: bool = False
    reason: str = ""


def describe_desk(uow: UnitOfWork, event_id: EventId) -> Desk:
    """What there is to export. Needs ENTRY_MANAGE. Raises NotFound."""
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    rules = registration_rules.newest(uow.session, event_id).rules
    facts = queries.fact_keys(uow.session, event_id)
    asked: dict[str, Question] = {}
    for form in entry_forms.versions(uow.session, event_id).values():
        asked |= {one.key: one for one in form.questions if one.asked is not Asked.FILE}
    stored = files.of_subject(uow.session, f"event:{event_id}")
    return Desk(
        events.load(uow.session, event_id),
        queries.count(uow.session, event_id),
        tuple(sorted(facts)),
        tuple(asked.values()),
        tuple(rules.conditions),
        tuple(one for one in stored if one.purpose == "export"),
    )


def request_export(uow: UnitOfWork, event_id: EventId, wanted: Wanted) -> bytes | JobId:
    """The file at once, or the job that writes it when there are many entries (EXP-03).

    Needs ENTRY_MANAGE. Audited as entries.exported with the columns, and with the reason where
    numbers are readable. Raises NotFound, RuleViolation EXP-01, EXP-02.
    """
    desk = describe_desk(uow, event_id)
    columns = require_columns(wanted.columns, desk.columns)
    reason = require_readable(wanted.reason, columns, readable=wanted.readable)
    detail: dict[str, object] = {"entries": desk.entries, "columns": list(columns)}
    if reason:
        detail |= {"readable": sorted(NUMBERS & set(columns)), "reason": reason}
    uow.audit("entries.exported", f"event:{event_id}", f"event:{event_id}", **detail)
    plain = asdict(wanted) | {"columns": list(columns), "readable": bool(reason)}
    if is_large(desk.entries):
        about = desk.event.title
        return enqueue(uow, EXPORT, about=about, key=f"event:{event_id}", event=event_id, **plain)
    target = BytesIO()
    write_export(uow, event_id, Wanted(**plain), target)
    return target.getvalue()


def write_export(
    uow: UnitOfWork,
    event_id: EventId,
    wanted: Wanted,
    target: BinaryIO,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Write the file row by row, so that memory does not grow with the entries.

    Needs ENTRY_MANAGE; the request is on record already.
    """
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    heads, rows = (
        [wanted.heads[key] for key in wanted.columns],
        _rows(uow, event_id, wanted, progress),
    )
    if wanted.kind == "csv":
        return stream_csv(target, heads, rows)
    widths = [36 if key in WIDE else 16 for key in wanted.columns]
    columns = [Column(head, width) for head, width in zip(heads, widths, strict=True)]
    return stream_workbook(target, Page(wanted.sheet, columns, rows))


def store_export(uow: UnitOfWork, event_id: EventId, content: bytes, wanted: Wanted) -> FileId:
    """Keep a large export for the event's organisers, in place of the earlier one."""
    subject = f"event:{event_id}"
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    for earlier in files.of_subject(uow.session, subject):
        if earlier.purpose == "export":
            files.remove(uow.session, earlier.id)
    name = f"{events.load(uow.session, event_id).title} {wanted.sheet}.{wanted.kind}"
    made = Kind.XLSX if wanted.kind == "xlsx" else Kind.CSV
    return store_document(uow, content, name, made, subject, purpose="export")


def _rows(
    uow: UnitOfWork, event_id: EventId, wanted: Wanted, progress: Callable[[int, int], None]
) -> Iterator[list[Cell]]:
    """Each entry's row; people and answers are read for a portion of entries at a time."""
    done, total = 0, queries.count(uow.session, event_id)
    asks_people = not PEOPLE.keys().isdisjoint(wanted.columns)
    asks_answers = any(key.startswith(ANSWER) for key in wanted.columns)
    for portion in queries.portions(uow.session, event_id):
        ids = [entry.id for entry in portion]
        people = queries.people(uow.session, ids) if asks_people else {}
        answers = _answers(uow, ids) if asks_answers else {}
        for one in portion:
            yield _cells(one, wanted, people.get(one.id, ()), answers.get(one.id, {}))
        done += len(ids)
        progress(done, total)


def _answers(uow: UnitOfWork, entry_ids: Collection[int]) -> dict[int, dict[str, Answer]]:
    found: dict[int, dict[str, Answer]] = {}
    for (entry_id, _), answered in entry_forms.answers_among(uow.session, entry_ids).items():
        found.setdefault(entry_id, {}).update(answered.answers)
    return found


def _cells(
    entry: Entry,
    wanted: Wanted,
    people: Sequence[ExportedPerson],
    answers: Mapping[str, Answer],
) -> list[Cell]:
    return [_cell(key, entry, wanted, people, answers) for key in wanted.columns]


def _cell(
    key: str,
    entry: Entry,
    wanted: Wanted,
    people: Sequence[ExportedPerson],
    answers: Mapping[str, Answer],
) -> Cell:
    words = wanted.values.get(key, {})
    if key == "team" and len(people) == 1:
        return people[0].name
    if key in PEOPLE:
        found = (PEOPLE[key](one, wanted) for one in people)
        return "、".join(text for text in found if text)
    if key.startswith(ANSWER):
        return answer_text(answers.get(key.removeprefix(ANSWER)))
    if key.startswith(FACT):
        text = str(entry.facts.get(key.removeprefix(FACT), ""))
        return words.get(text, text).replace("\n", "、")
    if key == "issues":
        return "；".join(words.get(one, one) for one in entry.failed)
    return _worded(getattr(entry, key), words)


def _worded(value: object, words: Mapping[str, str]) -> Cell:
    """A stored value in words; an instant as the time in Asia/Shanghai."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return words.get("yes" if value else "no", "")
    if isinstance(value, int):
        return value
    return words.get(str(value), str(value)) if value else ""


def _member(one: ExportedPerson, wanted: Wanted) -> str:
    return f"{one.name}（{wanted.values.get('team', {}).get(one.role, one.role)}）"


def _number(one: ExportedPerson, wanted: Wanted) -> str:
    readable = wanted.readable or not one.id_number
    return one.id_number if readable else masked_id_number(one.id_number)


def _phone(one: ExportedPerson, wanted: Wanted) -> str:
    return one.phone if wanted.readable or not one.phone else masked_phone(one.phone)


PEOPLE: dict[str, Callable[[ExportedPerson, Wanted], str]] = {
    "team": _member,
    "id_number": _number,
    "phone": _phone,
}
