"""Every setting of an installation, typed and documented; nothing else reads the environment."""

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from environs import Env, EnvError, validate

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole list; see docs/operations.md for what each one is for."""

    database_url: str
    secret_key: str
    field_key: bytes
    index_key: bytes
    instance: Path
    development: bool = False
    testing: bool = False
    https: bool = False
    trusted_proxies: int = 0
    session_hours: int = 12
    second_factor_also: tuple[str, ...] = ("officer",)
    demonstration: bool = False
    phone_codes: bool = False
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_label: str = "OpenID Connect"
    real_name_target: int = 95
    log_level: str = "INFO"
    files_folder: Path | None = None
    job_patience: int = 180
    database_connections: int = 10
    public_url: str = "http://127.0.0.1:8000"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = "Jiangjie <jiangjie@localhost>"
    sms_gateway: str = "file"
    webhook_private: bool = False

    @property
    def files(self) -> Path:
        """The folder of uploaded files, outside everything that is served."""
        return self.files_folder or self.instance / "files"

    @classmethod
    def from_env(cls) -> "Settings":
        """Read the environment. Makes and keeps secrets on the first run of the embedded default.

        Raises environs.EnvError naming what is missing or malformed.
        """
        env = Env()
        instance = Path(env.str("JIANGJIE_INSTANCE", str(ROOT / "instance")))
        instance.mkdir(parents=True, exist_ok=True)
        default = f"sqlite:///{instance / 'jiangjie.sqlite3'}"
        return cls(
            database_url=_with_driver(env.str("DATABASE_URL", default)),
            secret_key=env.str("SECRET_KEY", "") or _kept(instance / "secret_key"),
            field_key=_key(env.str("FIELD_KEY", "") or _kept(instance / "field_key")),
            index_key=_key(env.str("INDEX_KEY", "") or _kept(instance / "index_key")),
            instance=instance,
            development=env.bool("JIANGJIE_DEVELOPMENT", False),
            https=env.bool("JIANGJIE_HTTPS", False),
            trusted_proxies=env.int("TRUSTED_PROXIES", 0),
            session_hours=env.int("SESSION_HOURS", 12),
            second_factor_also=tuple(env.list("SECOND_FACTOR_ALSO", ["officer"])),
            demonstration=env.bool("JIANGJIE_DEMONSTRATION", False),
            phone_codes=env.bool("PHONE_CODES", False),
            oidc_issuer=_issuer(env.str("OIDC_ISSUER", "")),
            oidc_client_id=env.str("OIDC_CLIENT_ID", ""),
            oidc_client_secret=env.str("OIDC_CLIENT_SECRET", ""),
            oidc_label=env.str("OIDC_LABEL", "OpenID Connect"),
            real_name_target=env.int("REAL_NAME_TARGET", 95),
            log_level=env.str("LOG_LEVEL", "INFO"),
            files_folder=env.path("JIANGJIE_FILES", None),
            job_patience=env.int("JOB_PATIENCE", 180),
            database_connections=env.int(
                "DATABASE_CONNECTIONS", 10, validate=validate.Range(min=1)
            ),
            public_url=env.str("PUBLIC_URL", "http://127.0.0.1:8000"),
            smtp_host=env.str("SMTP_HOST", ""),
            smtp_port=env.int("SMTP_PORT", 587),
            smtp_security=env.str(
                "SMTP_SECURITY", "starttls", validate=validate.OneOf(["tls", "starttls", "none"])
            ),
            smtp_user=env.str("SMTP_USER", ""),
            smtp_password=env.str("SMTP_PASSWORD", ""),
            mail_from=env.str("MAIL_FROM", "Jiangjie <jiangjie@localhost>"),
            sms_gateway=env.str("SMS_GATEWAY", "file"),
            webhook_private=env.bool("WEBHOOK_PRIVATE", False),
        )


def _with_driver(url: str) -> str:
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _issuer(url: str) -> str:
    if url and not url.startswith("https://"):
        raise EnvError("OIDC_ISSUER has to begin with https")
    return url


def _key(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)


def _kept(path: Path) -> str:
    """Read the secret kept in the file; make it on the first run, readable by its owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    secret = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
    return secret
