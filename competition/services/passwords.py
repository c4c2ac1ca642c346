"""Hashing and checking passwords with argon2id (19 MiB, 2 passes, 1 lane)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash("a password that nobody has")


def hash_password(password: str) -> str:
    """Hash a password; takes about 25 ms, so do it outside a transaction."""
    return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether the password fits. An unknown account (None) takes just as long and never fits."""
    try:
        _hasher.verify(password_hash or _nobody, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None
