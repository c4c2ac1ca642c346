"""People: one record for each, whether they registered, stand on a unit's list or were imported.

What other use cases get from here is masked; readable numbers stay in persistence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.id_numbers import masked_id_number
from competition.domain.identifiers import AccountId, PersonId
from competition.domain.issues import Issue, errors
from competition.domain.memberships import MembershipState
from competition.domain.people import (
    CheckedPerson,
    PersonDraft,
    check_person,
    is_same_name,
    masked_phone,
    may_link,
    printing_warnings,
    require_own_name,
    waiting_fields,
)
from competition.persistence import memberships, people, person_disputes
from competition.persistence.memberships import StoredMembership
from competition.persistence.people import StoredPerson
from competition.services import entry_owners
from competition.services.documents import uncovered
from competition.services.unit_of_work import UnitOfWork

__all__ = ["PersonDraft", "StoredMembership"]


@dataclass(frozen=True, slots=True)
class Person:
    """A person as pages show it: ID number and phone are masked, or None when not given."""

    id: PersonId
    account_id: AccountId | None
    name: str
    id_number: str | None
    phone: str | None
    born_on: date | None
    sex: str | None
    is_complete: bool
    version: int
    memberships: tuple[StoredMembership, ...] = ()

    @property
    def unit(self) -> StoredMembership | None:
        """The confirmed membership, else the one that was asked for last."""
        wanted = (MembershipState.CONFIRMED, MembershipState.CLAIMED)
        return next((m for state in wanted for m in self.memberships if m.state is state), None)

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """What printed papers may lack of the name."""
        return tuple(printing_warnings(uncovered(self.name)))


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of a person's data; numbers are masked."""

    field: str
    before: str | None
    after: str | None
    state: str
    made_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SavedPerson:
    """What became of the data: at once, or waiting for the unit, or disputed with somebody."""

    person_id: PersonId
    waits: tuple[str, ...] = ()
    is_claimed: bool = False


def own_person(uow: UnitOfWork) -> Person | None:
    """The actor's own record, or None before the actor has given any data. For the signed in."""
    stored = people.by_account(uow.session, own_account_id(uow))
    if stored is None:
        return None
    return shown_person(stored, memberships.of_person(uow.session, stored.id))


def has_open_claim(uow: UnitOfWork) -> bool:
    """Whether the actor claims an ID number that nobody has decided about yet."""
    return bool(person_disputes.open_claims(uow.session, own_account_id(uow)))


def own_login_phone(uow: UnitOfWork) -> str:
    """The mobile number with which the actor signs in; empty for another sign-in name."""
    return people.login_phone(uow.session, own_account_id(uow))


def own_history(uow: UnitOfWork) -> tuple[Correction, ...]:
    """What the actor's own data were and became, the latest first."""
    stored = people.by_account(uow.session, own_account_id(uow))
    return () if stored is None else history_of(uow, stored.id)


def history_of(uow: UnitOfWork, person_id: PersonId) -> tuple[Correction, ...]:
    """The corrections of a person's data, numbers masked. The caller has asked for permission."""
    return tuple(
        Correction(
            found.field,
            _masked(found.field, found.before),
            _masked(found.field, found.after),
            found.state,
            found.made_at,
            found.reason,
        )
        for found in person_disputes.corrections(uow.session, person_id)
    )


def draft_issues(draft: PersonDraft) -> tuple[Issue, ...]:
    """Everything that is wrong with what was typed, each at its field. Needs no database."""
    return errors(check_person(draft, datetime.now(UTC).date())[1])


def save_own_person(uow: UnitOfWork, draft: PersonDraft, version: int | None = None) -> SavedPerson:
    """Write down the actor's own data; an empty ID number or phone keeps what is stored.

    A name or ID number that a unit has confirmed changes only when the unit confirms it (PSN-07).
    An ID number that is written down for another account, or with other data, becomes a claim that
    the unit or the federation settles (PSN-08). Audited as person.saved, person.linked,
    person.claimed.
    Raises RuleViolation PSN-01, PSN-03, IDN-01 to IDN-05; Conflict for a stale version.
    """
    account_id = own_account_id(uow)
    checked = require_checked(draft, uow)
    stored = people.by_account(uow.session, account_id)
    if stored is None:
        return _begin(uow, account_id, checked)
    if version is not None and version != stored.version:
        raise Conflict("Your data was changed in another window. Load the page again.")
    return _correct(uow, stored, checked)


def find_or_add_person(uow: UnitOfWork, draft: PersonDraft, origin: str = "import") -> PersonId:
    """The one record of a person given by a list; a new one when nobody fits.

    Found by ID number, else by phone and name. What was missing is filled in. The caller has asked
    for its own permission. Audited as person.added.
    Raises RuleViolation PSN-06 when the ID number is written down with another name, and those of
    a bad name or number; then nothing is written.
    """
    checked = require_checked(draft, uow)
    found = find_person(uow, checked)
    if found is None:
        person_id = people.add(uow.session, checked, uow.now, origin)
        uow.audit("person.added", f"person:{person_id}", origin=origin)
        return person_id
    require_own_name(checked.name, found.name)
    fill_in(uow, found, checked)
    return found.id


def find_person(uow: UnitOfWork, checked: CheckedPerson) -> StoredPerson | None:
    """Who is meant: by ID number whatever the name, else by phone and name together."""
    if checked.id_number is not None:
        found = people.by_id_number(uow.session, checked.id_number.number)
        if found is not None or checked.phone is None:
            return found
        return _only(checked.name, people.without_number(uow.session, checked.phone))
    if checked.phone is None:
        return None
    return _only(checked.name, people.by_phone(uow.session, checked.phone))


def fill_in(uow: UnitOfWork, found: StoredPerson, checked: CheckedPerson) -> None:
    """Add what a list knows and the record lacks; what the record has is not changed."""
    number = checked.id_number if found.id_number is None else None
    phone = checked.phone if found.phone is None else None
    if number is not None or phone is not None:
        people.save(uow.session, found.id, CheckedPerson(found.name, number, phone))
        uow.audit("person.filled_in", f"person:{found.id}")


def report_name_dispute(uow: UnitOfWork, draft: PersonDraft, organisation_id: int | None) -> bool:
    """Record that a unit's list gives an ID number another name; False when it does not.

    The caller has asked for its own permission. Audited as person.disputed.
    """
    checked = require_checked(draft, uow)
    if checked.id_number is None:
        return False
    found = people.by_id_number(uow.session, checked.id_number.number)
    if found is None or is_same_name(found.name, checked.name):
        return False
    person_disputes.open_dispute(
        uow.session,
        uow.now,
        person_id=found.id,
        kind="name",
        given_name=checked.name,
        organisation_id=organisation_id,
    )
    uow.audit("person.disputed", f"person:{found.id}")
    return True


def require_checked(draft: PersonDraft, uow: UnitOfWork) -> CheckedPerson:
    """The draft in its one form. Raises RuleViolation for the first thing that is wrong."""
    checked, issues = check_person(draft, uow.now.date())
    if checked is None:
        first = issues[0]
        raise RuleViolation(first.rule, first.message, field=first.path, **first.params)
    return checked


def shown_person(stored: StoredPerson, belongs: Sequence[StoredMembership] = ()) -> Person:
    """A stored person as pages may show it."""
    return Person(
        stored.id,
        stored.account_id,
        stored.name,
        masked_id_number(stored.id_number) if stored.id_number else None,
        masked_phone(stored.phone) if stored.phone else None,
        stored.born_on,
        stored.sex,
        stored.is_complete,
        stored.version,
        tuple(belongs),
    )


def own_account_id(uow: UnitOfWork) -> AccountId:
    """The actor's account. Raises NotPermitted for visitors."""
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return uow.actor.account_id


def ask_again(uow: UnitOfWork, person_id: PersonId) -> None:
    """Let the unit confirm a member anew: the record changed hands or its number changed."""
    for membership in memberships.of_person(uow.session, person_id):
        if membership.state is MembershipState.CONFIRMED:
            unit = membership.organisation_id
            memberships.ask(uow.session, person_id, unit, uow.now, "self")


def _masked(field: str, text: str | None) -> str | None:
    if text is None or field == "name":
        return text
    return masked_id_number(text) if field == "id_number" else masked_phone(text)


def _only(name: str, found: Sequence[StoredPerson]) -> StoredPerson | None:
    same = [person for person in found if is_same_name(person.name, name)]
    return same[0] if len(same) == 1 else None


def _begin(uow: UnitOfWork, account_id: AccountId, checked: CheckedPerson) -> SavedPerson:
    """First data of an account: a new record, or the one that a list made and that fits."""
    found = find_person(uow, checked)
    if found is not None and _may_link(found, checked):
        people.link(uow.session, found.id, account_id)
        fill_in(uow, found, checked)
        if found.phone and found.id_number:
            entry_owners.hand_over(uow, found.id)
        else:
            ask_again(uow, found.id)
        uow.audit("person.linked", f"person:{found.id}")
        return SavedPerson(found.id)
    is_claim = found is not None and checked.id_number is not None
    own = replace(checked, id_number=None) if is_claim else checked
    person_id = people.add(uow.session, own, uow.now, "self", account_id)
    uow.audit("person.saved", f"person:{person_id}")
    if is_claim and found is not None:
        _claim(uow, account_id, found, checked)
    return SavedPerson(person_id, is_claimed=is_claim)


def _may_link(found: StoredPerson, checked: CheckedPerson) -> bool:
    return may_link(
        is_free=found.account_id is None,
        same_name=is_same_name(found.name, checked.name),
        phones=(found.phone, checked.phone),
    )


def _correct(uow: UnitOfWork, stored: StoredPerson, checked: CheckedPerson) -> SavedPerson:
    number = checked.id_number
    if number is not None and number.number == stored.id_number:
        number = None
    other = None if number is None else people.by_id_number(uow.session, number.number)
    if other is not None and stored.account_id is not None:
        _claim(uow, stored.account_id, other, checked)
        number = None
    wanted = CheckedPerson(checked.name, number, checked.phone)
    waits = _waiting(uow, stored, wanted)
    kept = CheckedPerson(
        stored.name if "name" in waits else wanted.name,
        None if "id_number" in waits else wanted.id_number,
        wanted.phone,
    )
    _record(uow, stored, wanted, waits)
    people.save(uow.session, stored.id, kept)
    uow.audit("person.saved", f"person:{stored.id}", waits=list(waits))
    return SavedPerson(stored.id, waits, other is not None)


def _waiting(uow: UnitOfWork, stored: StoredPerson, wanted: CheckedPerson) -> tuple[str, ...]:
    belongs = memberships.of_person(uow.session, stored.id)
    return waiting_fields(
        is_confirmed=any(m.state is MembershipState.CONFIRMED for m in belongs),
        other_name=not is_same_name(stored.name, wanted.name),
        other_number=wanted.id_number is not None and stored.id_number is not None,
    )


def _record(
    uow: UnitOfWork, stored: StoredPerson, wanted: CheckedPerson, waits: tuple[str, ...]
) -> None:
    number = wanted.id_number.number if wanted.id_number else stored.id_number
    for change in (
        ("name", stored.name, wanted.name),
        ("id_number", stored.id_number, number),
        ("phone", stored.phone, wanted.phone or stored.phone),
    ):
        field, before, after = change
        if before != after:
            state = "open" if field in waits else "done"
            by, at = uow.actor.account_id, uow.now
            person_disputes.withdraw_open(uow.session, stored.id, field, at)
            person_disputes.add_correction(
                uow.session, stored.id, change, state=state, by=by, at=at
            )


def _claim(
    uow: UnitOfWork, account_id: AccountId, found: StoredPerson, checked: CheckedPerson
) -> None:
    person_disputes.open_dispute(
        uow.session,
        uow.now,
        person_id=found.id,
        kind="claim",
        given_name=checked.name,
        given_phone=checked.phone,
        account_id=account_id,
    )
    uow.audit("person.claimed", f"account:{account_id}")
