"""What every page about one organisation has in common: its facts, its tabs."""

from flask import render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.identifiers import OrganisationId
from competition.services import organisations
from competition.services.organisations import Organisation
from competition.services.unit_of_work import reading
from competition.web.navigation import NavItem
from competition.web.session import current_actor

KINDS = {
    "federation": _l("Federation"),
    "district": _l("District union"),
    "industry": _l("Industry union"),
    "unit": _l("Unit"),
}


def describe(organisation_id: int) -> Organisation:
    """The organisation of this page."""
    with reading(current_actor()) as uow:
        return organisations.describe_organisation(uow, OrganisationId(organisation_id))


def render_organisation(
    template: str, organisation: Organisation, tab: str, **context: object
) -> str:
    """Render a page of one organisation with its tabs."""
    return render_template(
        template,
        organisation=organisation,
        facts=organisation.facts,
        kinds=KINDS,
        tabs=_tabs(organisation, tab),
        tab=tab,
        **context,
    )


def _tabs(organisation: Organisation, tab: str) -> list[NavItem]:
    number = organisation.facts.id
    found = [
        ("overview", gettext("Overview"), ".show_organisation", "building"),
        ("people", gettext("People"), ".list_members", "users"),
        ("quality", gettext("Real-name data"), ".show_quality", "chart-bar"),
        ("disputes", gettext("To settle"), ".list_disputes", "scale"),
        ("history", gettext("History"), ".show_history", "history"),
    ]
    if organisation.facts.kind != "unit":
        found.insert(1, ("units", gettext("Organisations"), ".list_below", "list-details"))
    if organisation.facts.kind != "unit" and organisation.may_count:
        found.insert(4, ("statistics", gettext("Figures"), ".show_statistics", "chart-bar"))
    return [
        NavItem(label, url_for(endpoint, organisation_id=number), icon, key == tab)
        for key, label, endpoint, icon in found
    ]
