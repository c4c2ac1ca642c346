"""Webhooks, for administrators: adding, pausing, trying, and the log of what was sent."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import DeliveryId, WebhookId
from competition.domain.messages import Category
from competition.services import webhooks
from competition.services.unit_of_work import reading, unit_of_work
from competition.services.webhooks import NewWebhook
from competition.web.admin.blueprint import bp
from competition.web.forms import Form
from competition.web.message_wording import CATEGORIES, kind_words
from competition.web.session import current_actor


class WebhookForm(Form):
    """Where to send, and which messages."""

    title = StringField(_l("Name of the system"), [InputRequired(), Length(max=80)])
    url = StringField(
        _l("Address"),
        [InputRequired(), Length(max=400)],
        description=_l("It begins with https:// and lies outside this installation's network."),
        render_kw={"inputmode": "url"},
    )
    categories = SelectMultipleField(
        _l("Messages about"),
        [InputRequired()],
        choices=[SelectChoice(category.value, words) for category, words in CATEGORIES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def new(self) -> NewWebhook:
        """What was typed, as the service takes it."""
        chosen = [Category(name) for name in self.categories.data or ()]
        return NewWebhook(self.title.data or "", self.url.data or "", chosen)


@bp.get("/webhooks")
def list_webhooks() -> str:
    """List all webhooks, and offer to add one."""
    return _list_page(WebhookForm())


@bp.post("/webhooks")
def add_webhook() -> ResponseReturnValue:
    """Add a webhook and show its secret, this once."""
    form = WebhookForm()
    if form.validate_on_submit():
        private = current_app.config["WEBHOOK_PRIVATE"]
        try:
            with unit_of_work(current_actor()) as uow:
                added, secret = webhooks.add_webhook(uow, form.new(), allow_private=private)
        except RuleViolation as violation:
            form.report(violation)
        else:
            return _page(added, secret=secret)
    return _list_page(form), 422


@bp.get("/webhooks/<int:webhook_id>")
def show_webhook(webhook_id: int) -> str:
    """Show a webhook and what was sent to it."""
    return _page(WebhookId(webhook_id))


@bp.post("/webhooks/<int:webhook_id>/state")
def set_webhook_state(webhook_id: int) -> ResponseReturnValue:
    """Pause the webhook, or let it go on."""
    paused = request.form.get("paused") == "yes"
    with unit_of_work(current_actor()) as uow:
        webhooks.pause_webhook(uow, WebhookId(webhook_id), paused=paused)
    words = gettext("The webhook is paused.") if paused else gettext("The webhook goes on.")
    flash(words, "success")
    return redirect(url_for(".show_webhook", webhook_id=webhook_id))


@bp.post("/webhooks/<int:webhook_id>/secret")
def renew_webhook_secret(webhook_id: int) -> str:
    """Replace the secret and show the new one, this once."""
    with unit_of_work(current_actor()) as uow:
        secret = webhooks.renew_secret(uow, WebhookId(webhook_id))
    return _page(WebhookId(webhook_id), secret=secret)


@bp.post("/webhooks/<int:webhook_id>/try")
def try_webhook(webhook_id: int) -> ResponseReturnValue:
    """Send a test message."""
    with unit_of_work(current_actor()) as uow:
        webhooks.try_webhook(uow, WebhookId(webhook_id))
    flash(gettext("The test is on its way. Reload the page to see the answer."), "success")
    return redirect(url_for(".show_webhook", webhook_id=webhook_id))


@bp.post("/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/retry")
def retry_delivery(webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    """Send a failed delivery again."""
    with unit_of_work(current_actor()) as uow:
        webhooks.retry_delivery(uow, WebhookId(webhook_id), DeliveryId(delivery_id))
    flash(gettext("It is sent again."), "success")
    return redirect(url_for(".show_webhook", webhook_id=webhook_id))


def _list_page(form: WebhookForm) -> str:
    with reading(current_actor()) as uow:
        found = webhooks.list_webhooks(uow)
    return render_template("admin/webhooks.html", form=form, webhooks=found, categories=CATEGORIES)


def _page(webhook_id: WebhookId, secret: str = "") -> str:
    with reading(current_actor()) as uow:
        found, lines = webhooks.describe_webhook(
            uow, webhook_id, request.args.get("after", type=int)
        )
    shown, more = lines[: webhooks.PAGE], len(lines) > webhooks.PAGE
    return render_template(
        "admin/webhook.html",
        webhook=found,
        lines=shown,
        secret=secret,
        categories=CATEGORIES,
        kind_words=kind_words,
        next_key=shown[-1].delivery_id if more else None,
    )
