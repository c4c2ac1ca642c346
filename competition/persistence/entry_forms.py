"""Entry forms and the answers to them: rows in and out. Answers are sealed."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from competition.domain.entry_answers import Answer
from competition.domain.entry_forms import Asked, Condition, EntryForm, Question, Whom
from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_forms import EntryAnswersRow, EntryFormRow
from competition.persistence.prepared import Prepared
from competition.persistence.sealing import keyring

NO_FORM = EntryForm()
PRESENT = EntryAnswersRow.entrant >= 0
"""Answers of who is part of the entry; those of who was replaced are set aside below zero."""

NEWEST = Prepared(
    select(EntryFormRow.number, EntryFormRow.document)
    .where(EntryFormRow.event_id == bindparam("event_id"))
    .order_by(EntryFormRow.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered and when, and the version of the form that asked."""

    form_number: int
    answers: dict[str, Answer]
    at: datetime | None = field(default=None, compare=False)


def newest(session: Session, event_id: EventId) -> EntryForm:
    """The event's present form; the one that asks nothing when it has none."""
    for number, document in NEWEST.rows(session, {"event_id": event_id}):
        return _version(number, document)
    return NO_FORM


def newest_of(session: Session, event_ids: Iterable[EventId]) -> dict[EventId, EntryForm]:
    """The present forms of those events that have one."""
    query = select(EntryFormRow).where(EntryFormRow.event_id.in_(list(event_ids)))
    rows = session.scalars(query.order_by(EntryFormRow.event_id, EntryFormRow.number))
    return {EventId(row.event_id): _form(row) for row in rows}


def load(session: Session, event_id: EventId, number: int) -> EntryForm:
    """One version of the event's form. Raises NotFound."""
    if number == 0:
        return NO_FORM
    return _form(_row(session, event_id, number))


def versions(session: Session, event_id: EventId) -> dict[int, EntryForm]:
    """All versions of the event's form, by number."""
    query = select(EntryFormRow).where(EntryFormRow.event_id == event_id)
    return {row.number: _form(row) for row in session.scalars(query)}


def add(
    session: Session, event_id: EventId, form: EntryForm, by: AccountId | None, at: datetime
) -> None:
    """Store a new version."""
    row = EntryFormRow(event_id=event_id, number=form.number, made_by=by, made_at=at)
    _fill(row, form)
    session.add(row)
    session.flush()


def save(session: Session, event_id: EventId, form: EntryForm) -> None:
    """Store changed questions of a version that no entry used."""
    _fill(_row(session, event_id, form.number), form)
    session.flush()


def count_used(session: Session, event_id: EventId, number: int) -> int:
    """How many entries were filled in by this version."""
    query = (
        select(func.count(func.distinct(EntryAnswersRow.entry_id)))
        .join(EntryRow, EntryRow.id == EntryAnswersRow.entry_id)
        .where(EntryRow.event_id == event_id, EntryAnswersRow.form_number == number)
    )
    return session.scalar(query) or 0


def answers_of(session: Session, entry_id: EntryId) -> dict[int, Answered]:
    """The answers of the entry, by entrant; those of the entry itself stand at 0."""
    query = select(EntryAnswersRow).where(EntryAnswersRow.entry_id == entry_id, PRESENT)
    return {row.entrant: _answered(row) for row in session.scalars(query)}


def left_answers(session: Session, entry_id: EntryId) -> dict[int, Answered]:
    """The answers of those who were replaced, by the ids of these persons of the entry."""
    query = select(EntryAnswersRow).where(EntryAnswersRow.entry_id == entry_id, ~PRESENT)
    return {-row.entrant: _answered(row) for row in session.scalars(query)}


def set_aside(session: Session, entry_id: EntryId, entrant: int, left_id: int) -> None:
    """Let these answers be those of a person who was replaced."""
    session.execute(
        update(EntryAnswersRow)
        .where(EntryAnswersRow.entry_id == entry_id, EntryAnswersRow.entrant == entrant)
        .values(entrant=-left_id)
    )


def answers_in(session: Session, event_id: EventId) -> dict[tuple[EntryId, int], Answered]:
    """The answers of all entries of the event, by entry and entrant."""
    query = (
        select(EntryAnswersRow)
        .join(EntryRow, EntryRow.id == EntryAnswersRow.entry_id)
        .where(EntryRow.event_id == event_id, PRESENT)
    )
    return {(EntryId(row.entry_id), row.entrant): _answered(row) for row in session.scalars(query)}


def answers_among(
    session: Session, entry_ids: Collection[int]
) -> dict[tuple[EntryId, int], Answered]:
    """The answers of these entries, by entry and entrant."""
    query = select(EntryAnswersRow).where(EntryAnswersRow.entry_id.in_(entry_ids), PRESENT)
    return {(EntryId(row.entry_id), row.entrant): _answered(row) for row in session.scalars(query)}


def save_answers(
    session: Session, entry_id: EntryId, entrant: int, answered: Answered, at: datetime
) -> None:
    """Store what was answered, in place of what stood there."""
    query = select(EntryAnswersRow).where(
        EntryAnswersRow.entry_id == entry_id, EntryAnswersRow.entrant == entrant
    )
    row = session.scalar(query) or EntryAnswersRow(entry_id=entry_id, entrant=entrant)
    text = json.dumps(answered.answers, ensure_ascii=False)
    row.form_number, row.answers_sealed = answered.form_number, keyring().seal(text)
    row.changed_at = at
    session.add(row)
    session.flush()


def remove_answers(session: Session, entry_id: EntryId, entrant: int) -> None:
    """Forget what an entrant answered."""
    query = select(EntryAnswersRow).where(
        EntryAnswersRow.entry_id == entry_id, EntryAnswersRow.entrant == entrant
    )
    for row in session.scalars(query):
        session.delete(row)
    session.flush()


def digest(form: EntryForm) -> str:
    """A checksum of the form's questions, by which equal ones are known."""
    text = json.dumps(_document(form), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _row(session: Session, event_id: EventId, number: int) -> EntryFormRow:
    query = select(EntryFormRow).where(
        EntryFormRow.event_id == event_id, EntryFormRow.number == number
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound("There is no such entry form.")
    return row


def _fill(row: EntryFormRow, form: EntryForm) -> None:
    row.document, row.digest = _document(form), digest(form)


def _answered(row: EntryAnswersRow) -> Answered:
    answers = json.loads(keyring().unseal(row.answers_sealed))
    return Answered(row.form_number, answers, row.changed_at)


def _form(row: EntryFormRow) -> EntryForm:
    return _version(row.number, row.document)


def _version(number: int, document: Mapping[str, Any]) -> EntryForm:
    return EntryForm(number, tuple(map(_question, document["questions"])))


def _document(form: EntryForm) -> dict[str, object]:
    return {"questions": [_plain(question) for question in form.questions]}


def _plain(question: Question) -> dict[str, object]:
    condition = question.shown_if
    plain: dict[str, object] = {
        "key": question.key,
        "label": question.label,
        "asked": question.asked.value,
        "whom": question.whom.value,
        "required": question.required,
        "help": question.help,
        "choices": list(question.choices),
        "purpose": question.purpose,
        "lowest": None if question.lowest is None else f"{question.lowest:f}",
        "highest": None if question.highest is None else f"{question.highest:f}",
    }
    if condition is not None:
        plain["shown_if"] = {"key": condition.key, "values": list(condition.values)}
    return plain


def _question(plain: Mapping[str, Any]) -> Question:
    condition = plain.get("shown_if")
    return Question(
        key=plain["key"],
        label=plain["label"],
        asked=Asked(plain["asked"]),
        whom=Whom(plain["whom"]),
        required=plain["required"],
        help=plain["help"],
        choices=tuple(plain["choices"]),
        purpose=plain["purpose"],
        lowest=None if plain["lowest"] is None else Decimal(plain["lowest"]),
        highest=None if plain["highest"] is None else Decimal(plain["highest"]),
        shown_if=Condition(condition["key"], tuple(condition["values"])) if condition else None,
    )
