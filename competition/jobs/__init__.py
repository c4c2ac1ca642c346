"""Work that goes on after the page: each job opens its own unit of work and calls one service.

A handler stands in the module of its noun and in HANDLERS under the kind by which services ask for
it (`services.jobs.enqueue`). It may run more than once: a worker can die, so it finds by itself
what is done already. Pages know its kind's words from `web/job_wording.py`.
"""

from datetime import timedelta

from competition.jobs import (
    accounts,
    documents,
    entries,
    housekeeping,
    own_data,
    places,
    retention,
    unit_lists,
)
from competition.jobs.running import Handler
from competition.services.entry_exports import EXPORT
from competition.services.entry_imports import IMPORT
from competition.services.files import SWEEP
from competition.services.jobs import TIDY
from competition.services.own_data import COPY, FORGET
from competition.services.password_resets import SEND
from competition.services.places import LAPSE
from competition.services.retention import RUN
from competition.services.tickets import PRINT
from competition.services.unit_lists import ENTER

HANDLERS: dict[str, Handler] = {
    PRINT: documents.print_tickets,
    EXPORT: documents.export_entries,
    SWEEP: housekeeping.sweep_files,
    SEND: accounts.send_reset,
    TIDY: housekeeping.tidy_jobs,
    LAPSE: places.lapse_offers,
    RUN: retention.run_retention,
    COPY: own_data.make_copy,
    FORGET: own_data.forget_copies,
    ENTER: unit_lists.enter,
    IMPORT: entries.import_entries,
}
"""All jobs but those of the post office (jobs/messages.py), which the application adds."""
SCHEDULE: dict[str, timedelta] = {
    SWEEP: timedelta(days=1),
    TIDY: timedelta(days=1),
    RUN: timedelta(days=1),
    FORGET: timedelta(days=1),
    LAPSE: timedelta(minutes=2),
}
"""The kinds that the clock asks for, and how often. They run as services.jobs.SYSTEM."""
