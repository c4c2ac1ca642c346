"""The organisation tree: all organisations, those below one, writing down, changing, merging."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.identifiers import OrganisationId
from competition.domain.organisations import OrganisationState
from competition.services import organisation_merges, organisations
from competition.services.organisations import Organisation, OrganisationFilter
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.forms import version_of
from competition.web.organisation.blueprint import bp
from competition.web.organisation.frame import KINDS, describe, render_organisation
from competition.web.organisation.organisation_forms import MergeForm, OrganisationForm
from competition.web.session import current_actor


def wanted_organisations(under: int | None) -> OrganisationFilter:
    """Which organisations the address asks for."""
    args = request.args
    return OrganisationFilter(
        args.get("search", "").strip(),
        args.get("kind", "").strip(),
        args["state"] if args.get("state") in {"merged", "closed"} else "active",
        under,
        args.get("after", 0, type=int),
    )


@bp.get("/all")
def list_all() -> str:
    """List every organisation."""
    wanted = wanted_organisations(None)
    with reading(current_actor()) as uow:
        found = organisations.list_organisations(uow, wanted)
        may_add = organisations.may_add(uow, None)
    return render_template(
        "organisation/all.html", found=found, wanted=wanted, kinds=KINDS, may_add=may_add
    )


@bp.get("/<int:organisation_id>/organisations")
def list_below(organisation_id: int) -> str:
    """List the organisations below this one."""
    wanted = wanted_organisations(organisation_id)
    with reading(current_actor()) as uow:
        found = organisations.list_organisations(uow, wanted)
        may_add = organisations.may_add(uow, OrganisationId(organisation_id))
    return render_organisation(
        "organisation/units.html",
        describe(organisation_id),
        "units",
        found=found,
        wanted=wanted,
        may_add=may_add,
    )


@bp.route("/new", methods=["GET", "POST"])
def add_organisation() -> ResponseReturnValue:
    """Write an organisation down."""
    form = OrganisationForm()
    _offer(form)
    if not form.is_submitted():
        form.kind.data = "unit"
        form.parent.data = request.args.get("under", form.federation, type=int)
    elif form.validate():
        try:
            with unit_of_work(current_actor()) as uow:
                number = organisations.add_organisation(uow, form.draft())
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The organisation is written down."), "success")
            return redirect(url_for(".show_organisation", organisation_id=number))
    page = render_template("organisation/new.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    """Change an organisation: rename it, move it, change its contacts."""
    found = describe(organisation_id)
    form = OrganisationForm()
    _offer(form, found)
    if not form.is_submitted():
        form.take(found)
        return _edit_page(found, form), 200
    if form.validate() and _edited(organisation_id, form):
        flash(gettext("The organisation is saved."), "success")
        return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    return _edit_page(found, form), 422


@bp.route("/<int:organisation_id>/merge", methods=["GET", "POST"])
def merge_organisation(organisation_id: int) -> ResponseReturnValue:
    """Choose the organisation that stays, see what moves, then merge with a reason."""
    found, form = describe(organisation_id), MergeForm()
    if found.facts.state != OrganisationState.ACTIVE:  # a second click, or the back button
        return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    target, merge = request.args.get("into", 0, type=int), None
    try:
        if target and form.validate_on_submit():
            _merge(organisation_id, target, form)
            flash(gettext("The two are one organisation now."), "success")
            return redirect(url_for(".show_organisation", organisation_id=target))
        if target:
            ids = OrganisationId(organisation_id), OrganisationId(target)
            with unit_of_work(current_actor()) as uow:
                merge = organisation_merges.preview_merge(uow, *ids)
    except (RuleViolation, NotFound) as refusal:
        flash(words(refusal), "error")
    page = "organisation/merge.html"
    text = request.args.get("search", "").strip()
    options = _targets(organisation_id, text)
    shown = render_organisation(
        page, found, "overview", form=form, merge=merge, options=options, text=text
    )
    return shown, 422 if form.is_submitted() else 200


def _merge(gone: int, kept: int, form: MergeForm) -> None:
    with unit_of_work(current_actor()) as uow:
        organisation_merges.merge_organisations(
            uow, OrganisationId(gone), OrganisationId(kept), form.reason.data or ""
        )


def _targets(organisation_id: int, text: str) -> list[tuple[int, str, str]]:
    number = OrganisationId(organisation_id)
    with reading(current_actor()) as uow:
        lines = organisation_merges.list_targets(uow, number, text)
    return [(int(line.id), line.name, line.parent or "") for line in lines]


def _edited(organisation_id: int, form: OrganisationForm) -> bool:
    version = version_of(form.version.data) or 0
    number, reason = OrganisationId(organisation_id), form.reason.data or ""
    try:
        with unit_of_work(current_actor()) as uow:
            organisations.edit_organisation(uow, number, form.draft(), version, reason)
    except RuleViolation as violation:
        form.report(violation)
    except Conflict as conflict:
        form.form_errors.append(words(conflict))
    else:
        return True
    return False


def _offer(form: OrganisationForm, found: Organisation | None = None) -> None:
    with reading(current_actor()) as uow:
        parents = organisations.parent_options(uow, found.facts if found else None)
        is_top = found is not None and found.facts.parent_id is None
        may_be_top = is_top or organisations.may_add(uow, None)
    form.offer(parents, may_be_top=may_be_top)


def _edit_page(found: Organisation, form: OrganisationForm) -> str:
    return render_organisation("organisation/edit.html", found, "overview", form=form)
