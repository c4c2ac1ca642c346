"""One's own inbox."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from competition.domain.identifiers import MessageId
from competition.services import inbox
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.account.blueprint import bp
from competition.web.language import local_path
from competition.web.message_wording import CATEGORIES, message_words
from competition.web.session import current_actor


@bp.get("/messages")
@login_required
def list_messages() -> str:
    """List one's own messages, all or the unread ones, a page at a time."""
    unread = request.args.get("show") == "unread"
    with reading(current_actor()) as uow:
        lines = inbox.list_messages(uow, unread=unread, before=request.args.get("after", type=int))
    shown, more = lines[: inbox.PAGE], len(lines) > inbox.PAGE
    return render_template(
        "account/messages.html",
        messages=[(line, message_words(line)) for line in shown],
        categories=CATEGORIES,
        unread=unread,
        next_key=shown[-1].message_id if more else None,
    )


@bp.post("/messages/<int:message_id>/open")
@login_required
def open_message(message_id: int) -> ResponseReturnValue:
    """Mark a message as read and go where its matter is."""
    with unit_of_work(current_actor()) as uow:
        link = inbox.open_message(uow, MessageId(message_id))
    return redirect(local_path(link) if link else url_for(".list_messages"))


@bp.post("/messages/read")
@login_required
def mark_all_read() -> ResponseReturnValue:
    """Mark all messages as read."""
    with unit_of_work(current_actor()) as uow:
        inbox.mark_all_read(uow)
    flash(gettext("All messages are marked as read."), "success")
    return redirect(url_for(".list_messages"))
