"""The audit chain (审计链): every record carries the digest of the one before it in its chain."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from competition.domain.issues import Issue

START = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who did what to what, when. `sequence` counts from 1 within the chain, without gaps."""

    chain: str
    sequence: int
    at: datetime
    account_id: int | None
    action: str
    subject: str
    detail: dict[str, object] = field(default_factory=dict)


def digest(record: AuditRecord, previous: str) -> str:
    """The record's digest, which depends on every earlier record of its chain.

    Takes the digest before it (START for the first). Returns 64 hexadecimal digits.
    Rule AUD-01 (docs/rules.md).
    """
    return _sha256(
        [
            record.chain,
            record.sequence,
            record.at.isoformat(timespec="microseconds"),
            record.account_id,
            record.action,
            record.subject,
            record.detail,
            previous,
        ]
    )


def chain_issues(
    chain: str, records: Iterable[tuple[AuditRecord, str]], length: int, head: str
) -> list[Issue]:
    """Find the records of one chain that were changed, deleted, inserted or reordered.

    Takes the records with their stored digests in order of sequence, and the chain's stored
    length and last digest.
    Returns one issue for each record that does not follow from the one before it; empty if sound.
    Rule AUD-01.
    """
    found: list[Issue] = []
    expected, previous = 1, START
    for record, stored in records:
        if record.sequence != expected:
            found.append(
                _issue(chain, expected, "the record is missing before %(next)s", record.sequence)
            )
        elif digest(record, previous) != stored:
            found.append(_issue(chain, record.sequence, "the record was changed", None))
        expected, previous = record.sequence + 1, stored
    if expected != length + 1 or previous != head:
        found.append(_issue(chain, expected, "the chain does not end as recorded", None))
    return found


def _issue(chain: str, sequence: int, message: str, next_: int | None) -> Issue:
    return Issue("AUD-01", f"{chain}#{sequence}", message, {"next": next_})


def seal_digest(at: datetime, heads: dict[str, object], previous: str) -> str:
    """The digest of a seal over the heads of many chains, chained to the seal before it.

    Takes ``{chain: [length, digest]}`` and the previous seal's digest (START for the first).
    Rule AUD-02.
    """
    return _sha256([at.isoformat(timespec="microseconds"), heads, previous])


def _sha256(content: list[object]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
