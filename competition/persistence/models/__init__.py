"""Tables, one file per aggregate: columns, keys, constraints; no rules."""

from competition.persistence.models import (
    account_security,
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
    "account_security",
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
