"""Workbooks too long for a page: looked through at once, stored by a job."""

import pytest
from sqlalchemy import func, select

from competition.domain.errors import NotFound
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.files import StoredFileRow
from competition.persistence.models.jobs import JobRow
from competition.services import entry_imports
from tests.factories import an_entry
from tests.web.organiser import test_entries
from tests.web.organiser.test_entries import token, url, workbook

house, grant, organiser = test_entries.house, test_entries.grant, test_entries.organiser
ROWS = [[f"{n:04}", "张伟", f"第{n % 3}厂", 30] for n in range(1, 6)]


@pytest.fixture
def asked(house, organiser, monkeypatch):
    """A workbook of five rows, three too many for the page, whose import is confirmed."""
    monkeypatch.setattr(entry_imports, "LONG", 2)
    preview = organiser.post(url(house, "/import"), data=workbook(*ROWS))
    assert len(token(preview)) < 300
    return organiser.post(url(house, "/import/confirm"), data={"token": token(preview)})


def left(house):
    """How many entries and files there are, and the last job's state and counts."""
    with house.act() as uow:
        one = select(JobRow).where(JobRow.kind == entry_imports.IMPORT)
        job = uow.session.scalars(one.order_by(JobRow.id.desc())).first()
        counts = [
            uow.session.scalar(select(func.count()).select_from(row))
            for row in (EntryRow, StoredFileRow)
        ]
        return *counts, job.state, (job.done, job.total)


def test_a_long_workbook_is_stored_whole_by_a_job(house, asked, run_jobs):
    before = left(house)

    run_jobs()

    assert asked.location.startswith("/account/jobs/")
    assert before == (0, 1, "queued", (0, 0))
    assert left(house) == (5, 0, "done", (10, 10))
    with house.act() as uow:
        imported = AuditRecordRow.action == "entries.imported"
        (record,) = uow.session.scalars(select(AuditRecordRow).where(imported))
        assert record.detail["entries"] == 5


def test_what_changed_meanwhile_ends_the_job_and_nothing_is_stored(house, asked, run_jobs):
    with house.act() as uow:
        an_entry(uow, house.event, "0003")

    run_jobs(may_fail=True)

    assert left(house)[:3] == (1, 0, "failed")


def test_a_job_that_runs_once_more_stores_nothing_twice(house, asked, run_jobs):
    run_jobs()
    with house.act() as uow:
        for job in uow.session.scalars(select(JobRow).where(JobRow.kind == entry_imports.IMPORT)):
            job.state = "queued"

    run_jobs()

    assert left(house)[:3] == (5, 0, "done")


def test_somebody_elses_kept_workbook_cannot_be_imported(house, asked, act):
    with act() as uow:
        (file,) = uow.session.scalars(select(StoredFileRow))
        file.subject, file_id = "account:999999", file.id

    with pytest.raises(NotFound), house.act(house.organiser) as uow:
        entry_imports.request_import(uow, house.event, file_id, None)
