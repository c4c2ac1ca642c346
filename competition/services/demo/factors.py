"""Second factors of made-up people: their secrets are as public as their passwords."""

import base64
import hashlib

from competition.domain.identifiers import AccountId
from competition.persistence.queries import accounts as queries
from competition.services import second_factors
from competition.services.unit_of_work import UnitOfWork


def known_secret(login: str) -> str:
    """The published secret of a demonstration account; it follows from the sign-in name."""
    digest = hashlib.sha256(f"demonstration {login}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def demonstration_code(uow: UnitOfWork, account_id: AccountId) -> str | None:
    """The next code of a demonstration account; None for everybody who chose an own secret."""
    login = queries.account(uow.session, account_id).login
    return second_factors.next_code(uow, account_id, known_secret(login))
