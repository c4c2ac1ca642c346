"""A small OpenID provider on a real port: code flow with PKCE, codes that count once.

Its faults can be switched on, to see that each of them is found.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "jiangjie", "a secret of the two"


@dataclass
class Provider:
    """Who is signed in there, what goes wrong, and what was asked for."""

    base: str = ""
    subject: str = "worker-1"
    claims: dict = field(default_factory=lambda: {"name": "陈静", "phone_number": "13812345678"})
    faults: dict = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))
    codes: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def metadata(self):
        return {
            "issuer": self.faults.get("metadata_issuer", self.base),
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/keys",
        }

    def authorize(self, query):
        """Everybody is signed in here and agrees: back with a code."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = {"code": code, "state": query["state"]}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, form, authorization):
        """Exchange a code, once, for whoever holds the secret and the verifier."""
        self.asked.append(form)
        query = self.codes.pop(form.get("code"), None)
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if query is None or authorization not in {wanted, quoted(wanted)}:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if query.get("code_challenge") != challenge or query["code_challenge_method"] != "S256":
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "opaque",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.id_token(query),
        }

    def id_token(self, query):
        now = int(time.time())
        claims = {
            "iss": self.base,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": query["nonce"],
            "iat": now,
            "exp": now + 300,
            **({"auth_time": now} if "max_age" in query else {}),
            **self.claims,
            **self.faults.get("claims", {}),
        }
        key = self.faults.get("key", self.key)
        header = {"alg": "RS256", "kid": self.key.kid}
        return jwt.encode(header, claims, key)


def quoted(basic):
    """The same credentials as RFC 6749 2.3.1 writes them, form-encoded first."""
    pair = base64.b64decode(basic.removeprefix("Basic ")).decode().split(":")
    encoded = ":".join(urlencode({"": part})[1:] for part in pair)
    return "Basic " + base64.b64encode(encoded.encode()).decode()


def handler_of(provider):
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_arguments):
            """Say nothing."""

        def do_GET(self):
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
                return
            pages = {
                "/.well-known/openid-configuration": provider.metadata,
                "/keys": lambda: KeySet([provider.key]).as_dict(private=False),
            }
            self.answer(200, pages[parts.path]())

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {key: values[0] for key, values in parse_qs(body).items()}
            self.answer(*provider.token(form, self.headers.get("Authorization", "")))

        def answer(self, status, content):
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """Serve the provider on a free port of this machine for the length of a `with` block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(provider))
    provider.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
