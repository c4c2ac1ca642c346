"""The steward's view of the audit trail."""

from flask import render_template, request

from competition.services import audit
from competition.services.unit_of_work import reading
from competition.web.session import current_actor
from competition.web.steward.blueprint import bp
from competition.web.steward.detail_words import detail_lines


@bp.get("/audit")
def audit_trail() -> str:
    """List the newest records, of all chains or of one."""
    chain = request.args.get("chain", "").strip()
    with reading(current_actor()) as uow:
        lines = audit.list_audit(uow, chain, request.args.get("after", type=int))
    shown, more = lines[: audit.PAGE], len(lines) > audit.PAGE
    return render_template(
        "steward/audit_trail.html",
        lines=shown,
        detail_lines=detail_lines,
        chain=chain,
        next_key=shown[-1].id if more else None,
    )


@bp.post("/audit/verify")
def verify() -> str:
    """Recompute every digest and say what was found."""
    with reading(current_actor()) as uow:
        check = audit.verify_audit(uow)
    return render_template("steward/audit_check.html", check=check)
