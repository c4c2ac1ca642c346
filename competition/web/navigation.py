"""What the page frame shows: who is signed in, and the ways that person's roles open."""

from dataclasses import dataclass, replace

from flask import Flask, request, url_for
from flask_babel import get_locale, gettext
from flask_login import current_user

from competition.domain.permissions import Actor, Permission, Role, ScopeKind
from competition.services import inbox
from competition.services.competitions import reach_of
from competition.services.unit_of_work import reading
from competition.web.session import current_actor, provider_label, request_time


@dataclass(frozen=True, slots=True)
class NavItem:
    """One way in the navigation."""

    label: str
    url: str
    icon: str
    active: bool = False


def register_navigation(app: Flask) -> None:
    """Give every template the page frame's context."""

    @app.context_processor
    def frame() -> dict[str, object]:
        person = current_user if current_user.is_authenticated else None
        return {
            "locale": get_locale(),
            "signed_in": person,
            "nav_items": _closest(_ways(current_actor())) if person else (),
            "acting_for": "、".join(sorted({loan.holder for loan in current_actor().lent})),
            "public_items": _public(),
            "account_items": _account() if person else (),
            "provider_label": provider_label(),
            "watches": _watches(current_actor()),
            "home_url": url_for("home.home"),
            "sign_in_url": url_for("account.sign_in"),
            "sign_out_url": url_for("account.sign_out"),
            "now": request_time(),
            "messages_url": url_for("account.list_messages"),
            "unread_messages": _unread if person else None,
        }


def _ways(actor: Actor) -> list[NavItem]:
    ways = [_item(gettext("Home"), "home.home", "home")]
    if _watches(actor) or actor.has_role(Role.ADMINISTRATOR):
        ways.append(_item(gettext("Competitions"), "organiser.list_competitions", "trophy"))
    if actor.has_role(Role.ORGANISER) or actor.has_role(Role.OFFICER):
        ways.append(_item(gettext("Annual programme"), "organiser.list_programme", "calendar"))
    ways += _proposals(actor)
    if reach_of(actor, Permission.ENTRY_REVIEW):
        ways.append(_item(gettext("Review desk"), "organiser.list_desks", "user-check"))
    if actor.has_role(Role.JUDGE) or actor.has_role(Role.CHIEF_JUDGE):
        ways.append(_item(gettext("Marking"), "judge.home", "writing"))
    if actor.has_role(Role.CLERK) or actor.has_role(Role.OFFICER):
        ways.append(_item(gettext("My organisation"), "organisation.home", "building"))
    if actor.has_role(Role.ADMINISTRATOR):
        ways.append(_item(gettext("Organisations"), "organisation.list_all", "building"))
        ways.append(_item(gettext("Accounts"), "admin.list_accounts", "users"))
        ways.append(_catalogues())
        ways.append(_item(gettext("Background tasks"), "admin.list_jobs", "progress"))
        ways.append(_item(gettext("Webhooks"), "admin.list_webhooks", "send"))
        ways.append(_item(gettext("Retention"), "admin.show_retention", "clock"))
    if actor.has_role(Role.STEWARD) or actor.has_role(Role.ADMINISTRATOR):
        ways.append(_item(gettext("Audit trail"), "steward.audit_trail", "history"))
    ways.append(_item(gettext("My entries"), "competitor.list_entries", "id-badge-2"))
    ways.append(_item(gettext("My data"), "competitor.own_person", "id"))
    return ways


def _watches(actor: Actor) -> bool:
    """Whether the pages of competitions and events open for the reader anywhere."""
    return bool(reach_of(actor, Permission.EVENT_VIEW))


def _closest(ways: list[NavItem]) -> list[NavItem]:
    """Of ways that lie within one another, only the closest is where the reader is.

    The review desk's pages lie within those of a competition and an event, and are its own.
    """
    if "/reviews" in request.path:
        desk = url_for("organiser.list_desks")
        return [replace(way, active=way.url == desk) for way in ways]
    longest = max((len(way.url) for way in ways if way.active), default=0)
    return [replace(way, active=way.active and len(way.url) == longest) for way in ways]


def _catalogues() -> NavItem:
    url = url_for("admin.show_catalogue", kind="occupations")
    active = request.path.startswith("/admin/catalogues/")
    return NavItem(gettext("Catalogues"), url, "book", active)


def _proposals(actor: Actor) -> list[NavItem]:
    """To write proposals for an organisation; to review them for a union or the city."""
    wide = (ScopeKind.INSTALLATION, ScopeKind.ORGANISATION)
    held = {role for role, scope in actor.roles if scope.kind in wide}
    ways = []
    if held & {Role.CLERK, Role.OFFICER}:
        ways.append(_item(gettext("Proposals"), "organisation.list_proposals", "file-text"))
    if held & {Role.OFFICER, Role.ORGANISER}:
        ways.append(_item(gettext("Reviewing"), "organiser.list_proposals", "clipboard-check"))
    return ways


def _public() -> list[NavItem]:
    return [
        _item(gettext("Events"), "public.list_events", "calendar"),
        _item(gettext("Annual programme"), "public.show_programme", "calendar"),
    ]


def _account() -> list[NavItem]:
    return [
        _item(gettext("My account"), "account.profile", "user"),
        _item(gettext("My roles"), "account.own_roles", "id"),
        _item(gettext("Messages"), "account.list_messages", "inbox"),
        _item(gettext("My tasks"), "account.list_jobs", "progress"),
    ]


def _unread() -> int:
    with reading(current_actor()) as uow:
        return inbox.count_unread(uow)


def _item(label: str, endpoint: str, icon: str) -> NavItem:
    url = url_for(endpoint)
    active = request.path == url or (url != "/" and request.path.startswith(url.rstrip("/") + "/"))
    return NavItem(label, url, icon, active)
