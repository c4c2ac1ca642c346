"""The desk of units, district unions and industry unions: needs a signed-in account."""

from flask import Blueprint
from flask_login import login_required

bp = Blueprint("organisation", __name__, url_prefix="/organisation")


@bp.before_request
@login_required
def require_sign_in() -> None:
    """Let through only signed-in accounts; what they may do is the services' business."""
