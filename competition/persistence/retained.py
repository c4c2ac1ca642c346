"""The personal data that retention takes away: where each kind stands, and how it goes.

A store finds the rows that are still there, so what is gone is not found again and a run that was
broken off simply goes on. The vault drops the files with the commit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    delete,
    exists,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from competition.domain.identifiers import FileId
from competition.domain.retention import ANONYMOUS, Kind, goes
from competition.persistence import files
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_forms import EntryAnswersRow
from competition.persistence.models.entry_reviews import EntryReviewRow
from competition.persistence.models.files import StoredFileRow
from competition.persistence.models.publications import PublicationRow, PublishedResultRow
from competition.persistence.models.registration import (
    ConditionLiftingRow,
    EntrantRow,
    EntryDraftRow,
)
from competition.persistence.models.retention import CorrectionRequestRow
from competition.persistence.models.unit_lists import ListRequestRow, ListVersionRow, UnitListRow
from competition.persistence.sealing import keyring

Remove = Callable[[Session, Sequence[int], datetime], None]


@dataclass(frozen=True, slots=True)
class EventStore:
    """Data of competitions: the rows still there as (id, competition), and how they go."""

    rows: Callable[[], Select[int, int]]
    remove: Remove


def subject_of(kind: str, column: InstrumentedAttribute[int]) -> ColumnElement[str]:
    """How a stored file names what it belongs to: ``entry:7``."""
    return literal(f"{kind}:") + cast(column, String)


def is_published() -> ColumnElement[bool]:
    """Whether a ranking that stands names the entry. Rule RET-03."""
    return exists().where(
        PublicationRow.event_id == EntryRow.event_id,
        PublicationRow.retracted_at.is_(None),
        PublishedResultRow.publication_id == PublicationRow.id,
        PublishedResultRow.entry_number == EntryRow.number,
    )


def _entries(kind: Kind, still: ColumnElement[bool]) -> Select[int, int]:
    query = select(EntryRow.id, EventRow.competition_id).join(
        EventRow, EventRow.id == EntryRow.event_id
    )
    of_ranked, of_others = goes(kind, is_published=True), goes(kind, is_published=False)
    assert of_ranked != of_others  # noqa: S101 -- every kind of an entry is for one of the two
    return query.where(still, is_published() if of_ranked else ~is_published())


def _answered() -> ColumnElement[bool]:
    answers = exists().where(EntryAnswersRow.entry_id == EntryRow.id)
    asked = exists().where(
        CorrectionRequestRow.entry_id == EntryRow.id, CorrectionRequestRow.text_sealed.is_not(None)
    )
    said = exists().where(EntryReviewRow.entry_id == EntryRow.id, EntryReviewRow.reason != "")
    return or_(cast(EntryRow.facts, String) != "{}", answers, asked, said)


def _drafts() -> Select[int, int]:
    return select(EntryDraftRow.id, EventRow.competition_id).join(
        EventRow, EventRow.id == EntryDraftRow.event_id
    )


def _entry_files() -> Select[int, int]:
    return (
        select(StoredFileRow.id, EventRow.competition_id)
        .join(
            EntryRow,
            StoredFileRow.subject.in_(
                [subject_of("entry", EntryRow.id), subject_of("left", EntryRow.id)]
            ),
        )
        .join(EventRow, EventRow.id == EntryRow.event_id)
    )


def _papers() -> Select[int, int]:
    of_events = select(StoredFileRow.id, EventRow.competition_id).join(
        EventRow, StoredFileRow.subject == subject_of("event", EventRow.id)
    )
    of_lists = (
        select(StoredFileRow.id, EventRow.competition_id)
        .join(UnitListRow, StoredFileRow.subject == subject_of("list", UnitListRow.id))
        .join(EventRow, EventRow.id == UnitListRow.event_id)
    )
    both = union_all(of_events, of_lists).subquery()
    return select(both.c.id, both.c.competition_id)


def _lists() -> Select[int, int]:
    query = select(UnitListRow.id, EventRow.competition_id)
    query = query.join(EventRow, EventRow.id == UnitListRow.event_id)
    return query.where(UnitListRow.cleared_at.is_(None))


def _remove_drafts(session: Session, ids: Sequence[int], at: datetime) -> None:
    session.execute(delete(EntryDraftRow).where(EntryDraftRow.id.in_(ids)))


def _remove_files(session: Session, ids: Sequence[int], at: datetime) -> None:
    for column in (UnitListRow.scan_file_id, ListVersionRow.scan_file_id, ListRequestRow.file_id):
        session.execute(update(column.class_).where(column.in_(ids)).values({column: None}))
    for file_id in ids:
        files.remove(session, FileId(file_id))


def remove_answers(session: Session, ids: Sequence[int], at: datetime) -> None:
    """Take away what entries answered and said for their conditions."""
    session.execute(delete(EntryAnswersRow).where(EntryAnswersRow.entry_id.in_(ids)))
    asked = update(CorrectionRequestRow).where(CorrectionRequestRow.entry_id.in_(ids))
    session.execute(asked.values(text_sealed=None, answer=""))
    said = update(EntryReviewRow).where(EntryReviewRow.entry_id.in_(ids))
    session.execute(said.values(reason=""))
    session.execute(
        update(EntryRow).where(EntryRow.id.in_(ids)).values(facts={}, version=EntryRow.version + 1)
    )


def hide_names(session: Session, ids: Sequence[int], at: datetime) -> None:
    """Take from entries all that tells whose they are."""
    people = update(EntrantRow).where(EntrantRow.entry_id.in_(ids))
    session.execute(people.values(name=ANONYMOUS, person_id=None, reason=""))
    lifted = update(ConditionLiftingRow).where(ConditionLiftingRow.entry_id.in_(ids))
    session.execute(lifted.values(reason=ANONYMOUS))
    asked = delete(CorrectionRequestRow).where(CorrectionRequestRow.entry_id.in_(ids))
    session.execute(asked)
    hidden = {"name": ANONYMOUS, "account_id": None, "remark": "", "version": EntryRow.version + 1}
    session.execute(update(EntryRow).where(EntryRow.id.in_(ids)).values(**hidden))


def _clear_lists(session: Session, ids: Sequence[int], at: datetime) -> None:
    for row in (ListRequestRow, ListVersionRow):
        session.execute(delete(row).where(row.list_id.in_(ids)))
    lists = update(UnitListRow).where(UnitListRow.id.in_(ids))
    session.execute(lists.values(rows_sealed=keyring().seal("[]"), cleared_at=at))


EVENT_STORES: dict[Kind, EventStore] = {
    Kind.DRAFTS: EventStore(_drafts, _remove_drafts),
    Kind.FILES: EventStore(_entry_files, _remove_files),
    Kind.ANSWERS: EventStore(lambda: _entries(Kind.ANSWERS, _answered()), remove_answers),
    Kind.PLACED_ANSWERS: EventStore(
        lambda: _entries(Kind.PLACED_ANSWERS, _answered()), remove_answers
    ),
    Kind.NAMES: EventStore(lambda: _entries(Kind.NAMES, EntryRow.name != ANONYMOUS), hide_names),
    Kind.LISTS: EventStore(_lists, _clear_lists),
    Kind.PAPERS: EventStore(_papers, _remove_files),
}
