"""How one wants to be told: ways by category, language, and a mail address that is proved."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from competition.domain.errors import NotPermitted, RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.messages import (
    CODE_HOLDS,
    MUST_KNOW,
    Category,
    Channel,
    channel_of,
    is_wanted,
    require_code,
    require_may_refuse,
)
from competition.persistence import deliveries
from competition.persistence import message_settings as stored
from competition.persistence.message_settings import MailAddress
from competition.persistence.sealing import keyring
from competition.services.messages import notify_address
from competition.services.unit_of_work import UnitOfWork

Choices = Mapping[tuple[Category, Channel], bool]


@dataclass(frozen=True, slots=True)
class MessageSettings:
    """How the actor is told. Addresses are the actor's own and shown in full."""

    mail_address: str
    pending_address: str
    has_mobile_number: bool
    locale: str
    wanted: Choices


def describe_settings(uow: UnitOfWork) -> MessageSettings:
    """How the actor is told. Raises NotPermitted for visitors."""
    own = _own(uow)
    mail = stored.mail_address(uow.session, own)
    person = deliveries.recipients(uow.session, (own,))[own]
    wanted = {
        (category, channel): is_wanted(category, channel, person.chosen)
        for category in Category
        for channel in Channel
    }
    locale = stored.locale(uow.session, own) or "zh_CN"
    return MessageSettings(mail.address, mail.pending, bool(person.mobile_number), locale, wanted)


def choose_channels(uow: UnitOfWork, wanted: Choices, locale: str) -> None:
    """Set the ways and the language in which the actor is told.

    Raises RuleViolation MSG-01 for an attempt to switch off what must be known.
    """
    own = _own(uow)
    for (category, _channel), is_on in wanted.items():
        if not is_on:
            require_may_refuse(category)
    chosen = {key: is_on for key, is_on in wanted.items() if key[0] not in MUST_KNOW}
    stored.save_chosen(uow.session, own, chosen)
    stored.set_locale(uow.session, own, locale)


def ask_for_address(uow: UnitOfWork, address: str) -> None:
    """Send a code to a mail address; it counts from when the code is typed (`confirm_address`).

    Raises RuleViolation MSG-03.
    """
    own, address = _own(uow), address.strip()
    if channel_of(address) is not Channel.EMAIL:
        raise RuleViolation(
            "MSG-03", "Give an e-mail address such as name@example.cn.", field="email"
        )
    code = f"{secrets.randbelow(1_000_000):06d}"
    mail = stored.mail_address(uow.session, own)
    changed = replace(
        mail,
        pending=address,
        code_digest=_digest(own, code),
        code_expires_at=uow.now + CODE_HOLDS,
        code_tries=0,
    )
    stored.save_mail_address(uow.session, own, changed)
    locale = stored.locale(uow.session, own) or "zh_CN"
    notify_address(uow, address, "address.confirm", locale=locale, code=code)


def confirm_address(uow: UnitOfWork, code: str) -> RuleViolation | None:
    """Take the waiting address as the actor's own if the code fits; a miss is counted.

    Returns the broken rule (MSG-05) instead of raising it, so that the count is kept.
    Audited as address.confirmed.
    """
    own = _own(uow)
    mail = stored.mail_address(uow.session, own)
    fits = secrets.compare_digest(_digest(own, code.strip()), mail.code_digest)
    try:
        require_code(fits=fits, tries=mail.code_tries, expires=mail.code_expires_at, now=uow.now)
    except RuleViolation as violation:
        missed = replace(mail, code_tries=mail.code_tries + 1)
        stored.save_mail_address(uow.session, own, missed)
        return violation
    stored.save_mail_address(uow.session, own, MailAddress(address=mail.pending))
    uow.audit("address.confirmed", f"account:{own}")
    return None


def forget_address(uow: UnitOfWork) -> None:
    """Send the actor no more mail. Audited as address.forgotten."""
    own = _own(uow)
    stored.save_mail_address(uow.session, own, MailAddress())
    uow.audit("address.forgotten", f"account:{own}")


def _digest(own: AccountId, code: str) -> str:
    return keyring().index(f"code:{own}:{code}")


def _own(uow: UnitOfWork) -> AccountId:
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return uow.actor.account_id
