"""Webhooks: signed requests to other systems, which never lead into our own network."""

import json
import socket
import ssl
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection

from competition.domain.errors import RuleViolation
from competition.domain.webhooks import Target, is_public, read_target, signature
from competition.jobs.couriers import Letter, Undelivered, Unreachable
from competition.services.deliveries import Parcel

TIMEOUT = 10
READ = 2048
GONE = 410
Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses that a host name leads to now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


class WebhookCourier:
    """Posts messages as JSON. A redirect is no delivery and is not followed."""

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolve) -> None:
        self.allow_private, self.resolve = allow_private, resolve

    def send(self, parcel: Parcel, letter: Letter) -> str:
        """Post it; any answer of the 200s is good, 410 is final."""
        try:
            target = read_target(parcel.address, allow_private=self.allow_private)
        except RuleViolation:
            raise Undelivered("The address is not allowed.", final=True) from None
        body = json.dumps(_content(parcel, letter), ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Jiangjie",
            "X-Jiangjie-Delivery": str(parcel.delivery_id),
            "X-Jiangjie-Signature": signature(parcel.secret, int(time.time()), body),
        }
        status = self._post(target, body, headers)
        if not 200 <= status < 300:
            raise Undelivered(f"HTTP {status}", final=status == GONE)
        return f"HTTP {status}"

    def close(self) -> None:
        """Nothing is kept open."""

    def _post(self, target: Target, body: bytes, headers: dict[str, str]) -> int:
        try:
            connection = self._connected(target)
        except OSError as failure:
            raise Unreachable(type(failure).__name__) from None
        try:
            connection.request("POST", target.path, body, headers)
            answer = connection.getresponse()
            answer.read(READ)
        except (OSError, HTTPException) as failure:
            raise Unreachable(type(failure).__name__) from None
        finally:
            connection.close()
        return answer.status

    def _connected(self, target: Target) -> HTTPConnection:
        """Connect to the very address that was looked at, so that a name cannot change between."""
        addresses = self.resolve(target.host, target.port)
        if not self.allow_private and not all(map(is_public, addresses)):
            raise Undelivered("The address leads into the installation's own network.", final=True)
        plain = socket.create_connection((addresses[0], target.port), timeout=TIMEOUT)
        if not target.is_https:
            connection = HTTPConnection(target.host, target.port, timeout=TIMEOUT)
            connection.sock = plain
            return connection
        secure = HTTPSConnection(target.host, target.port, timeout=TIMEOUT)
        secure.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
        return secure


def _content(parcel: Parcel, letter: Letter) -> dict[str, object]:
    return {
        "delivery": parcel.delivery_id,
        "message": parcel.message_id,
        "template": parcel.template,
        "category": parcel.category.value,
        "account": parcel.account_id,
        "subject": letter.subject,
        "body": letter.body,
        "link": letter.link,
        "made_at": letter.made_at.isoformat(),
    }
