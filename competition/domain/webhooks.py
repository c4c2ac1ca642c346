"""Webhooks (推送): addresses of other systems that are told of messages, and how that is proved."""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from competition.domain.errors import RuleViolation

NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


@dataclass(frozen=True, slots=True)
class Target:
    """Where a webhook's requests go."""

    host: str
    port: int
    path: str
    is_https: bool


def read_target(url: str, *, allow_private: bool) -> Target:
    """Read a webhook's address.

    Rule WHK-01: https only, a plain host and path, and nothing inside the installation's own
    network; an installation may allow its own network, then http too.
    Raises RuleViolation WHK-01.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise _not_allowed("The address cannot be read.") from None
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        raise _not_allowed("Give an address such as https://host/path, without a user name.")
    if parts.scheme != "https" and not (parts.scheme == "http" and allow_private):
        raise _not_allowed("The address must begin with https://.")
    if not allow_private and not _may_be_public(parts.hostname):
        raise _not_allowed("The address leads into the installation's own network.")
    is_https = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, port or (443 if is_https else 80), path, is_https)


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public network, also when it is wrapped in another one.

    Rule WHK-01: asked of every address that a host name leads to, right before connecting.
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        if any(found in network for network in NAT64) or found.teredo:
            return False
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The signature that proves where a request comes from, and when it was made.

    Rule WHK-02: HMAC-SHA-256 over the Unix time, a full stop and the body, written ``t=…,v1=…``.
    """
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"t={timestamp},v1={signed.hexdigest()}"


def _may_be_public(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))


def _not_allowed(message: str) -> RuleViolation:
    return RuleViolation("WHK-01", message, field="url")
