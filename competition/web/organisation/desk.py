"""The desk of one's own organisations: which they are, and the overview of each."""

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competition.domain.identifiers import OrganisationId
from competition.services import data_quality, organisations
from competition.services.members import MemberFilter, list_members
from competition.services.unit_of_work import reading
from competition.web.organisation.blueprint import bp
from competition.web.organisation.frame import KINDS, describe, render_organisation
from competition.web.session import current_actor


@bp.get("/")
def home() -> ResponseReturnValue:
    """Go to the own organisation, or choose among several."""
    with reading(current_actor()) as uow:
        own = organisations.own_organisations(uow)
    if len(own) == 1:
        return redirect(url_for(".show_organisation", organisation_id=own[0].id))
    return render_template("organisation/home.html", own=own, kinds=KINDS)


@bp.get("/<int:organisation_id>")
def show_organisation(organisation_id: int) -> str:
    """Show what waits, who acts for the organisation, and whom to ask."""
    found = describe(organisation_id)
    number = OrganisationId(organisation_id)
    with reading(current_actor()) as uow:
        people = list_members(uow, number, MemberFilter())
        report = data_quality.describe_quality(uow, number)
    return render_organisation(
        "organisation/overview.html",
        found,
        "overview",
        counts=people.counts,
        report=report,
        target=real_name_target(),
    )


@bp.get("/<int:organisation_id>/history")
def show_history(organisation_id: int) -> str:
    """Show what changed: names, places, mergers."""
    with reading(current_actor()) as uow:
        changes = organisations.list_changes(uow, OrganisationId(organisation_id))
    return render_organisation(
        "organisation/history.html", describe(organisation_id), "history", changes=changes
    )


def real_name_target() -> int:
    """The federation's target for the real-name share, in percent."""
    return int(current_app.config["REAL_NAME_TARGET"])
