"""Tables, one file per aggregate: columns, keys, constraints; no rules."""

from competition.persistence.models import (
    accounts,
    audit,
    catalogues,
    competitions,
    entries,
    entry_forms,
    files,
    jobs,
    judging,
    messages,
    organisations,
    people,
    proposals,
    publications,
    registration,
)

__all__ = [
    "accounts",
    "audit",
    "catalogues",
    "competitions",
    "entries",
    "entry_forms",
    "files",
    "jobs",
    "judging",
    "messages",
    "organisations",
    "people",
    "proposals",
    "publications",
    "registration",
]
