"""Telling people: every message stands in its reader's inbox; jobs take it further after commit."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from competition.domain.identifiers import AccountId
from competition.domain.messages import channel_of
from competition.persistence import messages
from competition.persistence.jobs import StoredJob
from competition.persistence.sealing import keyring
from competition.services.job_texts import KINDS
from competition.services.jobs import enqueue
from competition.services.message_parts import N_, Phrase
from competition.services.message_texts import TEMPLATES, Template, kept
from competition.services.unit_of_work import UnitOfWork

DELIVER = "messages.deliver"
BATCH = 500


def notify(
    uow: UnitOfWork, account_id: AccountId, template: str, /, *, link: str = "", **params: object
) -> None:
    """Tell one person. The message lives or dies with this unit of work; it is sent after commit.

    Takes a key of TEMPLATES, a path of this site where the reader can act, and exactly the
    parameters that the template names.
    """
    notify_many(uow, (account_id,), template, link=link, **params)


def notify_many(
    uow: UnitOfWork,
    account_ids: Iterable[AccountId],
    template: str,
    /,
    *,
    link: str = "",
    **params: object,
) -> None:
    """Tell several people the same; who is named twice is told once."""
    found = _template(template, params)
    told = dict.fromkeys(account_ids)
    columns: dict[str, object] = {
        "template": template,
        "category": found.category.value,
        "params": kept(params),
        "link": link,
        "created_at": uow.now,
    }
    rows = [columns | {"account_id": account_id} for account_id in told]
    for start in range(0, len(rows), BATCH):
        _send(uow, rows[start : start + BATCH])


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one person: the template, where the reader can act, what it says."""

    account_id: AccountId
    template: str
    link: str
    params: dict[str, object]


def notify_each(uow: UnitOfWork, template: str, letters: Sequence[Letter]) -> None:
    """Tell several people each their own by one template."""
    rows: list[dict[str, object]] = [
        {
            "account_id": one.account_id,
            "template": template,
            "category": _template(template, one.params).category.value,
            "params": kept(one.params),
            "link": one.link,
            "created_at": uow.now,
        }
        for one in letters
    ]
    for start in range(0, len(rows), BATCH):
        _send(uow, rows[start : start + BATCH])


def notify_address(
    uow: UnitOfWork,
    address: str,
    template: str,
    /,
    *,
    link: str = "",
    locale: str = "zh_CN",
    **params: object,
) -> None:
    """Write to a mail address or mobile number that need not belong to an account.

    For invitations, codes and reset links: the message stands in nobody's inbox, is kept sealed
    until it is out, and is emptied then. Raises RuleViolation MSG-03.
    """
    found = _template(template, params)
    channel_of(address)
    letter = {"address": address, "locale": locale, "params": kept(params), "link": link}
    row: dict[str, object] = {
        "account_id": None,
        "template": template,
        "category": found.category.value,
        "params": {},
        "link": "",
        "sealed": keyring().seal(json.dumps(letter, ensure_ascii=False)),
        "created_at": uow.now,
    }
    _send(uow, [row])


def tell_end(uow: UnitOfWork, job: StoredJob, *, failed: bool = False, link: str = "") -> None:
    """Tell who asked for a job about something that it has ended."""
    if job.asked_by is None or not job.about:
        return
    template = "work.failed" if failed else "work.done"
    link = link or f"/account/jobs/{job.job_id}"
    what = {"kind": Phrase(KINDS.get(job.kind, job.kind)), "about": job.about}
    notify(uow, job.asked_by, template, link=link, about=Phrase(N_("%(kind)s (%(about)s)"), what))


def _send(uow: UnitOfWork, rows: Sequence[dict[str, object]]) -> None:
    enqueue(uow, DELIVER, messages=messages.add(uow.session, rows))


def _template(key: str, params: dict[str, object]) -> Template:
    """The template, if the parameters are the ones that it names. Raises ValueError otherwise."""
    found = TEMPLATES[key]
    if found.names != params.keys():
        names = ", ".join(sorted(found.names ^ params.keys()))
        raise ValueError(f"template {key}: parameters do not fit: {names}")
    return found
