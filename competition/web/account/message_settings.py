"""How one wants to be told: ways by category, language, mail address."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import InputRequired, Length

from competition.domain.errors import RuleViolation
from competition.domain.messages import MUST_KNOW, Category, Channel
from competition.services import message_settings
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.account.blueprint import bp
from competition.web.forms import Form, plain_digits
from competition.web.limits import POSTS
from competition.web.message_wording import CATEGORIES, CHANNELS
from competition.web.session import current_actor

CHOOSABLE = [category for category in Category if category not in MUST_KNOW]


class ChannelsForm(Form):
    """A box for every category and channel (``entry_email``), and the language."""

    locale = RadioField(
        _l("Language of messages"),
        [InputRequired()],
        choices=[SelectChoice("zh_CN", "中文"), SelectChoice("en", "English")],
    )

    def box(self, category: Category, channel: Channel) -> BooleanField:
        """The box of one category and channel."""
        field = self._fields[f"{category}_{channel}"]
        assert isinstance(field, BooleanField)  # noqa: S101 -- made below
        return field

    def choices(self) -> dict[tuple[Category, Channel], bool]:
        """What is ticked and what is not."""
        return {(c, way): bool(self.box(c, way).data) for c in CHOOSABLE for way in Channel}


for _category in CHOOSABLE:
    for _channel in Channel:
        setattr(ChannelsForm, f"{_category}_{_channel}", BooleanField())


class AddressForm(Form):
    """A mail address to be told at."""

    email = StringField(
        _l("E-mail address"),
        [InputRequired(), Length(max=200)],
        description=_l("We send a code to it. Stored encrypted and shown to nobody else."),
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )


class CodeForm(Form):
    """The code that was sent to the new address."""

    code = StringField(
        _l("Code"),
        [InputRequired(), Length(max=12)],
        filters=[plain_digits],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


@bp.get("/messages/settings")
@login_required
def message_settings_page() -> str:
    """Show how one is told."""
    return _page()


@bp.post("/messages/settings")
@login_required
def choose_channels() -> ResponseReturnValue:
    """Set the ways and the language in which one is told."""
    form = ChannelsForm()
    if not form.validate_on_submit():
        return _page(channels=form), 422
    with unit_of_work(current_actor()) as uow:
        message_settings.choose_channels(uow, form.choices(), form.locale.data)
    flash(gettext("Your message settings are saved."), "success")
    return redirect(url_for(".message_settings_page"))


@bp.post("/messages/address")
@login_required
@POSTS
def ask_for_address() -> ResponseReturnValue:
    """Send a code to a new mail address."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                message_settings.ask_for_address(uow, form.email.data or "")
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The code is on its way. Type it here when it has arrived."), "success")
            return redirect(url_for(".message_settings_page"))
    return _page(address=form), 422


@bp.post("/messages/address/confirm")
@login_required
@POSTS
def confirm_address() -> ResponseReturnValue:
    """Take the new address if the code fits."""
    form = CodeForm()
    if form.validate_on_submit():
        with unit_of_work(current_actor()) as uow:
            violation = message_settings.confirm_address(uow, form.code.data or "")
        if violation is None:
            flash(gettext("Your e-mail address is confirmed."), "success")
            return redirect(url_for(".message_settings_page"))
        form.report(violation)
    return _page(code=form), 422


@bp.post("/messages/address/forget")
@login_required
def forget_address() -> ResponseReturnValue:
    """Send no more mail to this person."""
    with unit_of_work(current_actor()) as uow:
        message_settings.forget_address(uow)
    flash(gettext("Your e-mail address is removed."), "success")
    return redirect(url_for(".message_settings_page"))


def _page(
    channels: ChannelsForm | None = None,
    address: AddressForm | None = None,
    code: CodeForm | None = None,
) -> str:
    with reading(current_actor()) as uow:
        own = message_settings.describe_settings(uow)
    if channels is None:
        channels = ChannelsForm(formdata=None, locale=own.locale)
        for category in CHOOSABLE:
            for channel in Channel:
                channels.box(category, channel).data = own.wanted[category, channel]
    return render_template(
        "account/message_settings.html",
        own=own,
        channels_form=channels,
        address_form=address or AddressForm(formdata=None),
        code_form=code or CodeForm(formdata=None),
        categories=CATEGORIES,
        channels=CHANNELS,
        must_know=MUST_KNOW,
        mail_enabled=current_app.config["MAIL_ENABLED"],
    )
