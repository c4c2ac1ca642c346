"""Where an account can be reached besides its inbox."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.accounts import PHONE
from competition.domain.identifiers import AccountId
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.messages import MailAddressRow
from competition.persistence.sealing import keyring


def addresses(session: Session, account_id: AccountId) -> tuple[str, ...]:
    """The confirmed mail address and the phone number that is its sign-in name, as far as given."""
    row = session.execute(
        select(AccountRow.login_sealed, MailAddressRow.address_sealed)
        .outerjoin(MailAddressRow, MailAddressRow.account_id == AccountRow.id)
        .where(AccountRow.id == account_id)
    ).one()
    login = keyring().unseal(row.login_sealed)
    mail = keyring().unseal(row.address_sealed) if row.address_sealed else ""
    return tuple(address for address in (mail, login if PHONE.fullmatch(login) else "") if address)


def login_and_name(session: Session, account_id: AccountId) -> tuple[str, str]:
    """The readable sign-in name and the name, to check a new password against."""
    row = session.get_one(AccountRow, account_id)
    return keyring().unseal(row.login_sealed), row.display_name
