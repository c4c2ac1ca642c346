"""A worker's own entries and results: every page needs a signed-in account."""

from flask import Blueprint
from flask_login import login_required

bp = Blueprint("competitor", __name__)


@bp.before_request
@login_required
def require_sign_in() -> None:
    """Let through only signed-in accounts; what they may do is the services' business."""
