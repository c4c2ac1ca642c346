"""Two organisations become one: what would move, and moving it, with history."""

from dataclasses import dataclass

from competition.domain.identifiers import OrganisationId
from competition.domain.memberships import require_reason
from competition.domain.organisations import OrganisationState, require_mergeable
from competition.domain.permissions import Permission
from competition.persistence import organisations
from competition.persistence.organisations import StoredOrganisation
from competition.persistence.references import count_links, move_organisation, rename_in_entries
from competition.services.organisations import (
    OrganisationLine,
    authorise_at,
    organisation_options,
)
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge would do: who goes, who stays, and how many rows of each kind move."""

    gone: StoredOrganisation
    kept: StoredOrganisation
    moving: dict[str, int]


def list_targets(
    uow: UnitOfWork, gone_id: OrganisationId, text: str
) -> tuple[OrganisationLine, ...]:
    """Organisations of the same kind to choose from. Needs ORGANISATION_EDIT there."""
    authorise_at(uow, Permission.ORGANISATION_EDIT, gone_id)
    if not text:
        return ()
    kind = organisations.load(uow.session, gone_id).kind
    found = organisation_options(uow, kind, text)
    return tuple(line for line in found if line.id != gone_id)


def preview_merge(uow: UnitOfWork, gone_id: OrganisationId, kept_id: OrganisationId) -> Merge:
    """Count what would move. Needs ORGANISATION_EDIT at both. Raises RuleViolation ORG-04."""
    authorise_at(uow, Permission.ORGANISATION_EDIT, gone_id)
    authorise_at(uow, Permission.ORGANISATION_EDIT, kept_id)
    # The smaller number first, so that two merges at once cannot wait for each other.
    first, second = sorted((gone_id, kept_id))
    rows = {
        number: organisations.load(uow.session, number, lock=True) for number in (first, second)
    }
    gone, kept = rows[gone_id], rows[kept_id]
    both_active = {gone.state, kept.state} == {OrganisationState.ACTIVE.value}
    require_mergeable((gone.kind, kept.kind), same=gone_id == kept_id, active=both_active)
    return Merge(gone, kept, count_links(uow.session, gone_id, gone.name))


def merge_organisations(
    uow: UnitOfWork, gone_id: OrganisationId, kept_id: OrganisationId, reason: str
) -> Merge:
    """Let one organisation become part of another: people, entries, representatives, all below it.

    What was published keeps the name that it was published with. The credit code of the one that
    goes stays in its history. Needs ORGANISATION_EDIT at both. Audited as organisation.merged at
    both. Raises RuleViolation ORG-04, MEM-02 without a reason; then nothing is written.
    """
    merge = preview_merge(uow, gone_id, kept_id)
    cut = require_reason(reason)
    move_organisation(uow.session, gone_id, kept_id)
    rename_in_entries(uow.session, merge.gone.name, merge.kept.name, kept_id)
    state = OrganisationState.MERGED.value
    organisations.save(uow.session, gone_id, None, state=state, merged_into_id=kept_id)
    by, at = uow.actor.account_id, uow.now
    moved: dict[str, object] = dict(merge.moving)
    organisations.add_change(
        uow.session, gone_id, "merged", by, at, detail={"into": merge.kept.name}, reason=cut
    )
    organisations.add_change(
        uow.session,
        kept_id,
        "absorbed",
        by,
        at,
        former_name=merge.gone.name,
        detail={"moved": moved},
        reason=cut,
    )
    for organisation_id in (gone_id, kept_id):
        chain = f"organisation:{organisation_id}"
        uow.audit("organisation.merged", chain, gone=gone_id, kept=kept_id, moved=moved, reason=cut)
    return merge
