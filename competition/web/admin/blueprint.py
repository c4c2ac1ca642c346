"""Administration of accounts and roles: every page needs a signed-in account."""

from flask import Blueprint
from flask_login import login_required

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.before_request
@login_required
def require_sign_in() -> None:
    """Let through only signed-in accounts; what they may do is the services' business."""
