"""Personal data at rest: sealed by AES-256-GCM, found again through a keyed blind index."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from competition.persistence.db import Base

NONCE = 12


@dataclass(frozen=True, slots=True)
class Keyring:
    """The installation's two keys, 32 bytes each: one seals fields, one makes blind indexes."""

    field_key: bytes
    index_key: bytes

    def seal(self, text: str) -> bytes:
        """Encrypt a text; equal texts seal differently."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self.field_key).encrypt(nonce, text.encode(), None)

    def unseal(self, sealed: bytes) -> str:
        """Decrypt what `seal` gave. Raises cryptography's InvalidTag for anything else."""
        return AESGCM(self.field_key).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()

    def seal_bytes(self, content: bytes, place: str) -> bytes:
        """Encrypt a file's content for one place; moved to another it cannot be read."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self.field_key).encrypt(nonce, content, place.encode())

    def unseal_bytes(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what `seal_bytes` gave for the place. Raises InvalidTag for anything else."""
        return AESGCM(self.field_key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())

    def index(self, text: str) -> str:
        """A keyed digest by which equal texts are found without being stored."""
        return hmac.new(self.index_key, text.encode(), hashlib.sha256).hexdigest()


def use_keyring(keyring: Keyring) -> None:
    """Set the installation's keys once, when the application is composed."""
    Base.metadata.info["keyring"] = keyring


def keyring() -> Keyring:
    """The installation's keys."""
    found = Base.metadata.info["keyring"]
    assert isinstance(found, Keyring)  # noqa: S101 -- set by the composition root before any use
    return found
