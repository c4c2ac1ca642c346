"""Who can do what in a place, and why."""

from flask import render_template, request

from competition.domain.permissions import INSTALLATION, Permission, Scope, ScopeKind
from competition.services import authority
from competition.services.unit_of_work import reading
from competition.web.role_words import PERMISSIONS, permitted_words, place_words, role_words
from competition.web.session import current_actor
from competition.web.steward.blueprint import bp


@bp.get("/authority/<any(installation,organisation,competition,event):kind>/<int:scope_id>")
def show_authority(kind: str, scope_id: int) -> str:
    """List everybody whose roles count in the place, or those who may do one thing."""
    scope = INSTALLATION if kind == "installation" else Scope(ScopeKind(kind), scope_id)
    asked = request.args.get("permission", "")
    permission = Permission(asked) if asked in list(Permission) else None
    with reading(current_actor()) as uow:
        found = authority.explain_place(uow, scope, permission)
    return render_template(
        "steward/authority.html",
        found=found,
        scope=scope,
        permission=permission,
        permissions=PERMISSIONS,
        role_words=role_words,
        place_words=place_words,
        permitted_words=permitted_words,
        through=authority.Through,
    )
