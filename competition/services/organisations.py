"""The organisation tree: federation, district and industry unions, units, and who acts for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import OrganisationId
from competition.domain.organisations import (
    require_active,
    require_code,
    require_name,
    require_parent,
)
from competition.domain.people import masked_phone, require_person_name, require_phone
from competition.domain.permissions import Permission, Scope, ScopeKind, permits
from competition.persistence import organisations
from competition.persistence.organisations import Contact, StoredOrganisation
from competition.persistence.queries import organisations as queries
from competition.persistence.queries.organisations import (
    ChangeLine,
    OrganisationFilter,
    OrganisationLine,
    Representative,
    Step,
)
from competition.persistence.references import rename_in_entries
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Contact", "OrganisationFilter", "OrganisationLine", "StoredOrganisation"]
PAGE = 50
OFFERED = 20
KINDS = ("federation", "district", "industry", "unit")
COLUMNS = ("name", "parent_id", "code", "short_name", "region", "industry")


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """What is written down about an organisation, as typed; empty contacts do not count."""

    name: str
    kind: str
    parent_id: OrganisationId | None = None
    code: str = ""
    short_name: str = ""
    region: str = ""
    industry: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationList:
    """A page of organisations, how many fit in all, where the next page begins."""

    organisations: tuple[OrganisationLine, ...]
    matching: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation with its way from the top, contacts (phones masked) and representatives."""

    facts: StoredOrganisation
    path: tuple[Step, ...]
    contacts: tuple[Contact, ...]
    representatives: tuple[Representative, ...]
    may_edit: bool
    may_reopen: bool = False
    may_count: bool = False


def create_organisation(
    uow: UnitOfWork, name: str, kind: str, parent_id: OrganisationId | None = None
) -> OrganisationId:
    """Write down an organisation by its name alone; see `add_organisation`."""
    return add_organisation(uow, OrganisationDraft(name, kind, parent_id))


def add_organisation(uow: UnitOfWork, draft: OrganisationDraft) -> OrganisationId:
    """Write down an organisation, under its parent if it has one.

    Needs ORGANISATION_EDIT at the parent, or in the installation. Audited as organisation.created.
    Raises RuleViolation ORG-01 to ORG-03, ORG-05; then nothing is written.
    """
    authorise_at(uow, Permission.ORGANISATION_EDIT, draft.parent_id)
    columns = checked_columns(uow, draft)
    given = _checked_contacts(draft.contacts)
    name, parent_id = str(columns.pop("name")), draft.parent_id
    columns.pop("parent_id")
    organisation_id = organisations.add(uow.session, name, draft.kind, parent_id, **columns)
    organisations.save_contacts(uow.session, organisation_id, given)
    uow.audit("organisation.created", f"organisation:{organisation_id}", kind=draft.kind)
    return organisation_id


def edit_organisation(
    uow: UnitOfWork,
    organisation_id: OrganisationId,
    draft: OrganisationDraft,
    version: int,
    reason: str = "",
) -> None:
    """Change an organisation; a new name or place is kept in its history with the reason.

    A contact whose phone is left masked keeps it. Needs ORGANISATION_EDIT here and at a new parent.
    Audited as organisation.edited. Raises Conflict, RuleViolation ORG-01 to ORG-03, ORG-05.
    """
    authorise_at(uow, Permission.ORGANISATION_EDIT, organisation_id)
    stored = organisations.load(uow.session, organisation_id, lock=True)
    require_active(stored.state)
    if draft.parent_id != stored.parent_id:
        authorise_at(uow, Permission.ORGANISATION_EDIT, draft.parent_id)
    columns = checked_columns(uow, draft, organisation_id)
    before = organisations.contacts(uow.session, organisation_id)
    given = _checked_contacts(_unmasked(draft.contacts, before))
    changed = {
        name: [getattr(stored, name), columns[name]]
        for name in COLUMNS
        if getattr(stored, name) != columns[name]
    }
    organisations.save(uow.session, organisation_id, version, **columns)
    if given != before:
        organisations.save_contacts(uow.session, organisation_id, given)
    if changed:
        note_change(uow, stored, changed, reason)
    uow.audit("organisation.edited", f"organisation:{organisation_id}", fields=sorted(changed))


def list_organisations(uow: UnitOfWork, wanted: OrganisationFilter) -> OrganisationList:
    """A page of organisations in order of name. Needs ORGANISATION_VIEW where the list begins."""
    under = None if wanted.under is None else OrganisationId(wanted.under)
    authorise_at(uow, Permission.ORGANISATION_VIEW, under)
    lines = queries.organisations(uow.session, wanted, PAGE + 1)
    shown = lines[:PAGE]
    after = int(shown[-1].id) if len(lines) > PAGE else None
    return OrganisationList(shown, queries.count(uow.session, wanted), after)


def describe_organisation(uow: UnitOfWork, organisation_id: OrganisationId) -> Organisation:
    """One organisation. Needs ORGANISATION_VIEW there. Raises NotFound."""
    authorise_at(uow, Permission.ORGANISATION_VIEW, organisation_id)
    facts = organisations.load(uow.session, organisation_id)
    path = queries.path(uow.session, organisation_id)
    contacts = organisations.contacts(uow.session, organisation_id)
    masked = tuple(
        Contact(c.name, c.duty, masked_phone(c.phone) if c.phone else "", c.email) for c in contacts
    )
    acting = queries.representatives(uow.session, [step.id for step in path])
    editor = may(uow, Permission.ORGANISATION_EDIT, organisation_id)
    is_active, is_closed = facts.state == "active", facts.state == "closed"
    return Organisation(
        facts,
        path,
        masked,
        acting,
        editor and is_active,
        may_reopen=editor and is_closed,
        may_count=may(uow, Permission.STATISTICS_VIEW, organisation_id),
    )


def list_changes(uow: UnitOfWork, organisation_id: OrganisationId) -> tuple[ChangeLine, ...]:
    """The history of an organisation. Needs ORGANISATION_VIEW there."""
    authorise_at(uow, Permission.ORGANISATION_VIEW, organisation_id)
    return queries.changes(uow.session, organisation_id)


def organisation_options(
    uow: UnitOfWork, kind: str = "", text: str = ""
) -> tuple[OrganisationLine, ...]:
    """Active organisations to choose from, by part of a name; for everybody, names are public."""
    kinds = (kind,) if kind else KINDS
    return queries.options(uow.session, kinds, text.strip(), OFFERED)


def parent_options(
    uow: UnitOfWork, own: StoredOrganisation | None = None
) -> tuple[OrganisationLine, ...]:
    """The federation and unions under which the actor may write down or move organisations.

    Raises NotPermitted when there is none and nothing may stand at the top either.
    """
    found = queries.unions(uow.session)
    mine = [line for line in found if _may_edit_union(uow, line)]
    if not mine:
        authorise_at(uow, Permission.ORGANISATION_EDIT, None)
    if own is not None:
        authorise_at(uow, Permission.ORGANISATION_EDIT, own.id)
        mine += [ln for ln in found if ln.id == own.parent_id and ln not in mine]
    return tuple(line for line in mine if own is None or line.id != own.id)


def may_add(uow: UnitOfWork, parent_id: OrganisationId | None) -> bool:
    """Whether the actor may write down an organisation there; None asks for the top."""
    if parent_id is None:
        return permits(uow.actor, Permission.ORGANISATION_EDIT, ())
    return may(uow, Permission.ORGANISATION_EDIT, parent_id)


def own_organisations(uow: UnitOfWork) -> tuple[OrganisationLine, ...]:
    """The organisations for which the actor acts as clerk or officer. For the signed in."""
    ids = {scope.id for _role, scope in uow.actor.roles if scope.kind is ScopeKind.ORGANISATION}
    return queries.named(uow.session, sorted(ids))


def may(uow: UnitOfWork, permission: Permission, organisation_id: OrganisationId) -> bool:
    """Whether the actor has the permission in the organisation or above it."""
    return permits(uow.actor, permission, organisations.scope_path(uow.session, organisation_id))


def authorise_at(
    uow: UnitOfWork, permission: Permission, organisation_id: OrganisationId | None
) -> None:
    """Raise NotPermitted unless the actor has it there or above; None asks for the installation."""
    path: Sequence[Scope] = ()
    if organisation_id is not None:
        path = organisations.scope_path(uow.session, organisation_id)
    uow.authorise(permission, path)


def checked_columns(
    uow: UnitOfWork, draft: OrganisationDraft, own: OrganisationId | None = None
) -> dict[str, object]:
    """The columns of a draft in their one form. Raises RuleViolation ORG-01 to ORG-03, ORG-05."""
    taken = organisations.is_taken(uow.session, draft.name.strip(), own)
    name = require_name(draft.name, taken=taken)
    code = require_code(draft.code)
    if code is not None and organisations.with_code(uow.session, code) not in {None, own}:
        message = "Another organisation has this credit code."
        raise RuleViolation("ORG-02", message, field="code")
    parent = None
    if draft.parent_id is not None:
        parent = organisations.load(uow.session, draft.parent_id)
        require_active(parent.state)
    require_parent(draft.kind, parent.kind if parent else None)
    return {
        "name": name,
        "parent_id": draft.parent_id,
        "code": code,
        "short_name": draft.short_name.strip(),
        "region": draft.region.strip(),
        "industry": draft.industry.strip(),
    }


def note_change(
    uow: UnitOfWork, before: StoredOrganisation, changed: dict[str, list[object]], reason: str
) -> None:
    """Write a change into the organisation's history, under its former name if it had another."""
    kind = "renamed" if "name" in changed else "moved" if "parent_id" in changed else "edited"
    if "name" in changed:
        rename_in_entries(uow.session, before.name, str(changed["name"][1]), before.id)
    organisations.add_change(
        uow.session,
        before.id,
        kind,
        uow.actor.account_id,
        uow.now,
        former_name=before.name if "name" in changed else "",
        detail=dict(changed),
        reason=reason.strip(),
    )


def _may_edit_union(uow: UnitOfWork, line: OrganisationLine) -> bool:
    """Above a union stands nothing but the federation, so no query is needed."""
    above = [number for number in (line.id, line.parent_id) if number is not None]
    path = [Scope(ScopeKind.ORGANISATION, number) for number in above]
    return permits(uow.actor, Permission.ORGANISATION_EDIT, path)


def _checked_contacts(given: Sequence[Contact]) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            require_person_name(contact.name),
            contact.duty.strip(),
            require_phone(contact.phone) if contact.phone.strip() else "",
            contact.email.strip(),
        )
        for contact in given
        if contact.name.strip() or contact.phone.strip()
    )


def _unmasked(given: Sequence[Contact], before: Sequence[Contact]) -> list[Contact]:
    """The contacts with the stored phones where a page sent back the masked one."""
    known = {masked_phone(contact.phone): contact.phone for contact in before if contact.phone}
    return [Contact(c.name, c.duty, known.get(c.phone.strip(), c.phone), c.email) for c in given]
