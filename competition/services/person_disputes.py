"""Whose ID number it is, and whether a correction holds: settled by people who see the card."""

from competition.domain.errors import NotFound
from competition.domain.id_numbers import read_id_number
from competition.domain.identifiers import AccountId, OrganisationId, PersonId
from competition.domain.memberships import require_open, require_reason
from competition.domain.people import CheckedPerson, require_union
from competition.domain.permissions import Permission
from competition.persistence import organisations, people, person_disputes
from competition.persistence.people import StoredPerson
from competition.persistence.person_disputes import StoredCorrection, StoredDispute
from competition.persistence.queries import disputes as queries
from competition.persistence.queries.disputes import CorrectionLine, DisputeLine
from competition.persistence.references import move_person
from competition.services import messages
from competition.services.members import authorise_in
from competition.services.unit_of_work import UnitOfWork

__all__ = ["CorrectionLine", "DisputeLine"]
SHOWN = 100
MINE = "/me/person"


def list_disputes(uow: UnitOfWork, organisation_id: OrganisationId) -> tuple[DisputeLine, ...]:
    """Open disputes about the organisation's people, or that its units raised.

    Needs MEMBER_VIEW there. Whose number it is stands only with those whose person it is.
    """
    authorise_in(uow, Permission.MEMBER_VIEW, organisation_id)
    everybody = _is_federation(uow, organisation_id)
    return queries.disputes(uow.session, organisation_id, everybody=everybody, limit=SHOWN)


def list_corrections(
    uow: UnitOfWork, organisation_id: OrganisationId
) -> tuple[CorrectionLine, ...]:
    """Corrections of the organisation's people that wait for an answer. Needs MEMBER_VIEW."""
    authorise_in(uow, Permission.MEMBER_VIEW, organisation_id)
    return queries.waiting_corrections(uow.session, organisation_id, SHOWN)


def settle_dispute(
    uow: UnitOfWork, organisation_id: OrganisationId, dispute_id: int, *, take: bool, reason: str
) -> None:
    """Keep what is stored, or take what was given: the other name, or the account that claims.

    Needs MEMBER_CONFIRM in an organisation whose person it is. Audited as person.settled.
    Raises NotFound for other people's disputes, RuleViolation MEM-01, MEM-02, PSN-10.
    """
    authorise_in(uow, Permission.MEMBER_CONFIRM, organisation_id)
    dispute = person_disputes.load_dispute(uow.session, dispute_id)
    person = people.load(uow.session, dispute.person_id)
    _require_business(uow, organisation_id, person.id)
    require_open(dispute.state)
    cut = require_reason(reason)
    if dispute.kind == "claim":
        _settle_claim(uow, organisation_id, dispute, person, take=take, reason=cut)
    elif take:
        renamed = CheckedPerson(dispute.given_name)
        people.save(uow.session, person.id, renamed)
        _note(uow, person.id, ("name", person.name, dispute.given_name))
    state = "taken" if take else "kept"
    by = uow.actor.account_id
    person_disputes.settle_dispute(uow.session, dispute_id, state, by, uow.now, reason=cut)
    chain = f"organisation:{organisation_id}"
    uow.audit("person.settled", chain, f"person:{person.id}", kind=dispute.kind, state=state)


def answer_correction(
    uow: UnitOfWork,
    organisation_id: OrganisationId,
    correction_id: int,
    *,
    confirm: bool,
    reason: str = "",
) -> None:
    """Let a waiting correction hold, or refuse it with a reason; the person is told.

    Needs MEMBER_CONFIRM in the person's organisation. Audited as person.correction_confirmed or
    person.correction_refused. Raises NotFound, RuleViolation MEM-01, MEM-02, Conflict when the new
    number meanwhile belongs to somebody else.
    """
    authorise_in(uow, Permission.MEMBER_CONFIRM, organisation_id)
    correction = person_disputes.load_correction(uow.session, correction_id)
    _require_business(uow, organisation_id, correction.person_id)
    require_open(correction.state)
    cut = reason.strip() if confirm else require_reason(reason)
    person = people.load(uow.session, correction.person_id)
    if confirm:
        people.save(uow.session, person.id, _corrected(person, correction))
    state = "confirmed" if confirm else "refused"
    by = uow.actor.account_id
    person_disputes.answer_correction(uow.session, correction_id, state, by, uow.now, reason=cut)
    action = "person.correction_confirmed" if confirm else "person.correction_refused"
    chain = f"organisation:{organisation_id}"
    uow.audit(action, chain, f"person:{person.id}", field=correction.field)
    _tell_corrected(uow, organisation_id, person, None if confirm else cut)


def _settle_claim(
    uow: UnitOfWork,
    organisation_id: OrganisationId,
    dispute: StoredDispute,
    person: StoredPerson,
    *,
    take: bool,
    reason: str,
) -> None:
    claimer = dispute.account_id
    assert claimer is not None  # noqa: S101 -- a claim is always some account's
    if not take:
        messages.notify(uow, claimer, "person.claim_refused", link=MINE, reason=reason)
        return
    kind = organisations.load(uow.session, organisation_id).kind
    held_by_other = person.account_id not in {None, claimer}
    require_union(is_union=kind != "unit", other_account=held_by_other)
    _hand_over(uow, claimer, person)
    messages.notify(uow, claimer, "person.claim_granted", link=MINE)
    if held_by_other and person.account_id is not None:
        messages.notify(uow, person.account_id, "person.number_handed_over", link=MINE)


def _hand_over(uow: UnitOfWork, claimer: AccountId, person: StoredPerson) -> None:
    """Tie the record to the claimer; the claimer's own record without a number becomes part of it.

    A number that the claimer's record had before stays in its history.
    """
    own = people.by_account(uow.session, claimer)
    people.link(uow.session, person.id, None)
    if own is not None and own.id != person.id:
        people.link(uow.session, own.id, None)
        move_person(uow.session, own.id, person.id)
        for change in (
            ("name", person.name, own.name),
            ("phone", person.phone, own.phone or person.phone),
            ("id_number", own.id_number or person.id_number, person.id_number),
        ):
            if change[1] != change[2]:
                _note(uow, person.id, change)
        people.save(uow.session, person.id, CheckedPerson(own.name, None, own.phone))
    people.link(uow.session, person.id, claimer)


def _corrected(person: StoredPerson, correction: StoredCorrection) -> CheckedPerson:
    after = correction.after or ""
    if correction.field == "name":
        return CheckedPerson(after)
    return CheckedPerson(person.name, read_id_number(after))


def _tell_corrected(
    uow: UnitOfWork, organisation_id: OrganisationId, person: StoredPerson, refused: str | None
) -> None:
    if person.account_id is None:
        return
    if refused is not None:
        template = "person.correction_refused"
        messages.notify(uow, person.account_id, template, link=MINE, reason=refused)
        return
    unit = organisations.load(uow.session, organisation_id).name
    messages.notify(uow, person.account_id, "person.corrected", link=MINE, unit=unit)


def _require_business(
    uow: UnitOfWork, organisation_id: OrganisationId, person_id: PersonId
) -> None:
    everybody = _is_federation(uow, organisation_id)
    if not queries.is_business(uow.session, organisation_id, person_id, everybody=everybody):
        raise NotFound("There is no such person in your organisation.")


def _is_federation(uow: UnitOfWork, organisation_id: OrganisationId) -> bool:
    return organisations.load(uow.session, organisation_id).kind == "federation"


def _note(uow: UnitOfWork, person_id: PersonId, change: tuple[str, str | None, str | None]) -> None:
    by, at = uow.actor.account_id, uow.now
    person_disputes.add_correction(uow.session, person_id, change, state="confirmed", by=by, at=at)
