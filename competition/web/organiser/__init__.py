"""The organising committee's pages."""

from competition.web.organiser import (
    awards,
    codes,
    competitions,
    deductions,
    documents,
    entries,
    entry_form,
    entry_imports,
    events,
    judges,
    policies,
    programme,
    programme_changes,
    progress,
    results,
    scheme,
    sites,
)
from competition.web.organiser.blueprint import bp

__all__ = [
    "awards",
    "bp",
    "codes",
    "competitions",
    "deductions",
    "documents",
    "entries",
    "entry_form",
    "entry_imports",
    "events",
    "judges",
    "policies",
    "programme",
    "programme_changes",
    "progress",
    "results",
    "scheme",
    "sites",
]
