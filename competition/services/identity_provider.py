"""A city's identity provider by OpenID Connect: authorisation code with PKCE, state and nonce.

Only issuer and subject tell who somebody is. What else the provider says (a phone number, a mail
address) is never used to find an account: equal numbers prove nothing about an account here.
"""

import secrets
from dataclasses import asdict, dataclass, field
from hmac import compare_digest
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from competition.domain.errors import CompetitionError

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
SECONDS = 8
KEPT = 3600
FRESH = 600
"""A sign-in that is asked for anew happened at most so many seconds before the answer."""
LEEWAY = 60
FAULTS = (AuthlibBaseError, JoseError, requests.RequestException, TypeError, ValueError)
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderFault(CompetitionError):
    """The identity provider could not be reached, or what it said does not hold."""


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Where the provider is, who we are there, and what people call it."""

    issuer: str
    client_id: str
    client_secret: str
    label: str
    scope: str = "openid profile"


@dataclass(frozen=True, slots=True)
class Departure:
    """What this browser remembers while somebody is at the provider."""

    state: str
    nonce: str
    verifier: str
    anew: bool = False

    def as_dict(self) -> dict[str, str | bool]:
        """For the signed session cookie."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at the provider: `name` is only shown, never trusted."""

    issuer: str
    subject: str
    name: str = ""


@dataclass(slots=True)
class IdentityProvider:
    """The provider of the installation; its metadata and keys are asked for once an hour."""

    settings: ProviderSettings
    _kept: tuple[float, dict[str, Any], KeySet] | None = None
    _lock: Lock = field(default_factory=Lock)

    def depart(self, callback: str, *, anew: bool = False) -> tuple[str, Departure]:
        """The address to send a browser to, and what it has to bring back.

        With `anew` the provider has to ask for its password again, whoever is signed in there.
        Raises ProviderFault.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        departure = Departure(state, nonce, verifier, anew)
        more = {"prompt": "login", "max_age": "0"} if anew else {}
        metadata, _ = self._known()
        url, _ = self._client(callback).create_authorization_url(
            metadata["authorization_endpoint"],
            state=departure.state,
            nonce=departure.nonce,
            code_verifier=departure.verifier,
            **more,
        )
        return str(url), departure

    def arrive(self, callback: str, address: str, departure: Departure) -> Identity:
        """Who came back: the code is exchanged, the ID token proved.

        Takes the address with which the browser came back. Raises ProviderFault when anything does
        not hold: state, code, verifier, signature, issuer, audience, nonce, time, a fresh sign-in.
        """
        metadata, _ = self._known()
        try:
            _require_answer(address, departure, self.settings.issuer)
            token = self._client(callback).fetch_token(
                metadata["token_endpoint"],
                authorization_response=address,
                state=departure.state,
                code_verifier=departure.verifier,
                timeout=SECONDS,
            )
            claims = self._proved(token, departure.nonce)
            if departure.anew:
                _require_fresh(claims)
        except FAULTS as error:
            raise _fault() from error
        name = str(claims.get("name") or claims.get("preferred_username") or "")
        return Identity(self.settings.issuer, str(claims["sub"]), name[:80])

    def _proved(self, token: dict[str, Any], nonce: str) -> CodeIDToken:
        signed = token.get("id_token")
        if not isinstance(signed, str):
            raise TypeError("no ID token came")
        read = self._decoded(signed)
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "sub": {"essential": True},
        }
        params = {
            "nonce": nonce,
            "client_id": self.settings.client_id,
            "access_token": token.get("access_token"),
        }
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(leeway=LEEWAY)
        if not nonce or claims.get("nonce") != nonce or not claims.get("sub"):
            raise ValueError("the ID token is not for this sign-in")
        return claims

    def _decoded(self, signed: str) -> jwt.Token:
        """Check the signature; with the keys asked for anew once, because providers change them."""
        try:
            return jwt.decode(signed, self._known()[1], algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            return jwt.decode(signed, self._known(anew=True)[1], algorithms=ALGORITHMS)

    def _known(self, *, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        with self._lock:
            if anew or self._kept is None or monotonic() - self._kept[0] > KEPT:
                self._kept = (monotonic(), *self._asked())
            return self._kept[1], self._kept[2]

    def _asked(self) -> tuple[dict[str, Any], KeySet]:
        issuer = self.settings.issuer
        try:
            metadata = _json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if metadata.get("issuer") != issuer:
                raise ValueError("the provider names another issuer")
            if not all(isinstance(metadata.get(name), str) for name in ENDPOINTS):
                raise ValueError("the provider names no endpoints")
            return metadata, KeySet.import_key_set(_json(metadata["jwks_uri"]))  # type: ignore[arg-type]  # what a provider publishes
        except FAULTS as error:
            raise _fault() from error

    def _client(self, callback: str) -> Any:
        return OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            scope=self.settings.scope,
            redirect_uri=callback,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106 -- the name of a method
        )


def _require_fresh(claims: CodeIDToken) -> None:
    """Raise ValueError unless the person has just given the provider a password or the like."""
    if not 0 <= claims["iat"] - claims.get("auth_time", 0) + LEEWAY <= FRESH + LEEWAY:
        raise ValueError("the sign-in at the provider is not a new one")


def _require_answer(address: str, departure: Departure, issuer: str) -> None:
    """Raise ValueError unless this answers our question, with a code, from this issuer."""
    said = parse_qs(urlsplit(address).query)
    state = said.get("state", [""])[0]
    if not departure.state or not compare_digest(state.encode(), departure.state.encode()):
        raise ValueError("this is no answer to what was asked")
    if not said.get("code") or said.get("iss", [issuer]) != [issuer]:
        raise ValueError("the provider sent no code, or another one answered")


def _json(url: str) -> dict[str, Any]:
    answer = requests.get(url, timeout=SECONDS, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError("the provider sent no object")
    return found


def _fault() -> ProviderFault:
    return ProviderFault("Signing in there did not work. Try again, or sign in with your password.")
