"""The composition root: the only module that knows every layer."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from competition.cli.commands import register_commands
from competition.domain.messages import Channel, without_id_numbers
from competition.domain.second_factors import roles_with_factor
from competition.jobs import HANDLERS, SCHEDULE
from competition.jobs.carrier import Carrier, Road
from competition.jobs.commands import job_commands
from competition.jobs.couriers import Courier
from competition.jobs.email import EmailCourier, MailServer
from competition.jobs.messages import PostOffice
from competition.jobs.running import Runner
from competition.jobs.sms import SmsCourier, find_gateway
from competition.jobs.webhooks import WebhookCourier
from competition.persistence.db import db
from competition.persistence.queries.publications import mark_reader
from competition.persistence.sealing import Keyring, use_keyring
from competition.persistence.vault import use_vault
from competition.services.identity_provider import IdentityProvider, ProviderSettings
from competition.services.unit_of_work import use_carrier
from competition.web import blueprints
from competition.web.cookies import ProvedCookies
from competition.web.csrf import HeaderFirst
from competition.web.errors import register_error_handlers
from competition.web.formatting import register_filters
from competition.web.headers import register_headers
from competition.web.language import choose_locale
from competition.web.limits import register_limits
from competition.web.navigation import register_navigation
from competition.web.public.page_cache import RankingPages
from competition.web.session import init_login, register_second_factor
from competition.web.states import register_states
from competition.web.static_files import serve_static
from competition.web.uploads import register_upload_limits
from config import ROOT, Settings

UPLOAD_LIMIT = 8 * 1024 * 1024
FORM_LIMIT = 4 * 1024 * 1024  # a marking scheme of hundreds of aspects is one form


class Application(Flask):
    """Flask without views that run as coroutines, which it would look for at every call."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine."""
        return func


def create_app(settings: Settings) -> Flask:
    """Build the application from settings; reads no environment of its own."""
    app = Application(
        "competition",
        root_path=str(ROOT / "competition"),
        template_folder="../templates",
        static_folder="../static",
    )
    app.config.from_mapping(_flask_config(settings))
    app.session_interface = ProvedCookies()
    use_keyring(Keyring(settings.field_key, settings.index_key))
    use_vault(settings.files)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    Babel(app, locale_selector=choose_locale)
    login = LoginManager(app)
    init_login(login)
    register_upload_limits(app)
    csrf = HeaderFirst(app)
    _register_web(app, csrf, settings)
    register_commands(app)
    _register_jobs(app, settings)
    _open_log(settings.log_level)
    return app


class CarefulFormatter(logging.Formatter):
    """Log lines, traces included, in which every ID number is starred out (MSG-02)."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return without_id_numbers(super().format(record))


def _open_log(level: str) -> None:
    logging.basicConfig(level=level)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(CarefulFormatter(logging.BASIC_FORMAT))


def job_runner(app: Flask, settings: Settings) -> Runner:
    """What runs the jobs of this application, in whichever process."""
    handlers = HANDLERS | PostOffice(_couriers(settings), settings.public_url).handlers()
    return Runner(app.app_context, handlers, SCHEDULE, timedelta(seconds=settings.job_patience))


def _couriers(settings: Settings) -> dict[Channel, Callable[[], Courier]]:
    """The channels that the settings open. Without a mail server there is no e-mail."""
    gateway = find_gateway(settings.sms_gateway, settings.instance)
    couriers: dict[Channel, Callable[[], Courier]] = {
        Channel.SMS: lambda: SmsCourier(gateway),
        Channel.WEBHOOK: lambda: WebhookCourier(allow_private=settings.webhook_private),
    }
    if settings.smtp_host:
        server = MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.smtp_user,
            settings.smtp_password,
            settings.mail_from,
        )
        couriers[Channel.EMAIL] = lambda: EmailCourier(server)
    return couriers


def _register_jobs(app: Flask, settings: Settings) -> None:
    """Hand committed jobs over to the workers; tests run them by themselves."""
    road = Road(settings.database_url, settings.instance, settings.secret_key)
    carrier = Carrier(road, job_runner(app, settings))
    app.cli.add_command(job_commands(carrier))
    use_carrier(None if settings.testing else carrier.carry)


def _register_web(app: Flask, csrf: CSRFProtect, settings: Settings) -> None:
    for bp in blueprints(development=settings.development or settings.testing):
        app.register_blueprint(bp)
    csrf.exempt("competition.web.language.switch")
    register_limits(app)
    register_headers(app)
    register_second_factor(app)
    register_error_handlers(app)
    register_filters(app)
    register_states(app)
    register_navigation(app)
    serve_static(app, ROOT / "static", development=settings.development)
    with app.app_context():
        marks = mark_reader(db.engine)
    app.wsgi_app = RankingPages(app.wsgi_app, marks, app.config["SESSION_COOKIE_NAME"])  # type: ignore[method-assign]  # Flask documents this way
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]  # as above


def _identity_provider(settings: Settings) -> IdentityProvider | None:
    if not settings.oidc_issuer:
        return None
    client = (settings.oidc_client_id, settings.oidc_client_secret)
    return IdentityProvider(ProviderSettings(settings.oidc_issuer, *client, settings.oidc_label))


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": settings.database_connections,
            "pool_use_lifo": True,  # the last one used still has all at hand
            "hide_parameters": True,  # what people wrote stays out of the log of failures
        },
        "SESSION_HOURS": settings.session_hours,
        "FACTOR_ROLES": roles_with_factor(settings.second_factor_also),
        "DEMONSTRATION": settings.demonstration,
        "PHONE_CODES": settings.phone_codes,
        "IDENTITY_PROVIDER": _identity_provider(settings),
        "REAL_NAME_TARGET": settings.real_name_target,
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=7),
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_ENABLED": not settings.testing,
        "MAX_CONTENT_LENGTH": UPLOAD_LIMIT,
        "MAX_FORM_MEMORY_SIZE": FORM_LIMIT,
        "MAIL_ENABLED": bool(settings.smtp_host),
        "WEBHOOK_PRIVATE": settings.webhook_private,
        "BABEL_DEFAULT_LOCALE": "zh_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
    }
