"""The audit trail: reading it, proving it whole, sealing it."""

from dataclasses import dataclass

from competition.domain.audit import START, chain_issues, seal_digest
from competition.domain.issues import Issue
from competition.domain.permissions import Permission
from competition.persistence import audit
from competition.persistence.queries import audit as queries
from competition.persistence.queries.audit import AuditLine
from competition.services.unit_of_work import UnitOfWork

__all__ = ["AuditLine"]
PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What a check of the whole trail found: how much was read, and every fault by its name."""

    chains: int
    records: int
    seals: int
    issues: tuple[Issue, ...]


def list_audit(
    uow: UnitOfWork, chain: str = "", before: int | None = None
) -> tuple[AuditLine, ...]:
    """A page of the newest records and one more if there are more. Needs AUDIT_VIEW."""
    uow.authorise(Permission.AUDIT_VIEW)
    return queries.lines(uow.session, chain, before, PAGE + 1)


def verify_audit(uow: UnitOfWork) -> AuditCheck:
    """Recompute every digest of every chain and every seal.

    Returns the records that were changed, deleted, inserted or reordered, each by chain and
    number. Rules AUD-01, AUD-02. For the command line and the steward's page; needs AUDIT_VIEW.
    """
    uow.authorise(Permission.AUDIT_VIEW)
    heads = queries.heads(uow.session)
    issues: list[Issue] = []
    for chain in sorted(queries.chains_with_records(uow.session) | set(heads)):
        length, head = heads.get(chain, (0, START))
        issues += chain_issues(chain, queries.records(uow.session, chain), length, head)
    seals = queries.seals(uow.session)
    issues += _seal_issues(uow, seals)
    records = sum(length for length, _ in heads.values())
    return AuditCheck(len(heads), records, len(seals), tuple(issues))


def seal_audit(uow: UnitOfWork) -> str | None:
    """Seal the heads of the chains that grew since the last seal; give the seal's digest.

    None when nothing grew. Written down elsewhere, the digest proves later that nothing of what
    it covers has been taken away since, not even a whole chain. Needs AUDIT_VIEW.
    """
    uow.authorise(Permission.AUDIT_VIEW)
    seals = queries.seals(uow.session)
    sealed: dict[str, object] = {}
    for seal in seals:
        sealed |= seal.heads
    heads: dict[str, object] = {
        chain: [length, digest]
        for chain, (length, digest) in queries.heads(uow.session).items()
        if sealed.get(chain) != [length, digest]
    }
    if not heads:
        return None
    digest = seal_digest(uow.now, heads, seals[-1].digest if seals else START)
    audit.add_seal(uow.session, uow.now, heads, digest)
    return digest


def _seal_issues(uow: UnitOfWork, seals: tuple[queries.Seal, ...]) -> list[Issue]:
    issues, previous = [], START
    for seal in seals:
        if seal_digest(seal.at, seal.heads, previous) != seal.digest:
            issues.append(Issue("AUD-02", f"seal#{seal.id}", "the seal was changed"))
        for chain, head in seal.heads.items():
            length, digest = head if isinstance(head, list) and len(head) == 2 else (0, "")
            if queries.digest_at(uow.session, chain, int(length)) != digest:
                issues.append(
                    Issue("AUD-02", f"{chain}#{length}", "the sealed record is not there any more")
                )
        previous = seal.digest
    return issues
