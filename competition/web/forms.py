"""Form base: shape is checked in forms, rules in the domain, both are shown by the form."""

from typing import ClassVar, TypeVar

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from flask_wtf.i18n import translations

from competition.domain.errors import RuleViolation
from competition.services.message_parts import N_
from competition.web.errors import words

T = TypeVar("T")
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋，", "0123456789.-+,")


OURS = {
    "This field is required.": N_("Fill this in."),
    "Not a valid integer value.": N_("Type a whole number."),
    "Not a valid date value.": N_("Type a day, such as 2026-05-01."),
}
"""What we say instead of WTForms."""


class _Words:
    """The words of WTForms, but for those that we say in our own way."""

    def gettext(self, text: str) -> str:
        """The text in the reader's language."""
        if text in OURS:
            return str(gettext(OURS[text]))
        return str(translations.gettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The text for a number in the reader's language."""
        return str(translations.ngettext(one, many, number))


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Every form of ours: it keeps what was typed and shows broken rules at their fields."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF is untyped
        """The one place where the words of WTForms are chosen."""

        def get_translations(self, _form: FlaskForm) -> _Words:
            """Ours before theirs."""
            return _Words()

    def validate(self, *arguments: object, **named: object) -> bool:
        """Check every field; what cannot be read at all is not said to be too small as well."""
        sound = bool(super().validate(*arguments, **named))
        for field in self._fields.values():
            unread = list(field.process_errors)
            if unread and list(field.errors[: len(unread)]) == unread:
                field.errors = unread
        return sound

    def report(self, violation: RuleViolation) -> None:
        """Show a broken rule beside the field at fault, or above the form."""
        field = self._fields.get(violation.field or "")
        if field is None:
            self.form_errors.append(words(violation))
        else:
            field.errors = [*field.errors, words(violation)]


class Needed:
    """Marks a field as needed; the rule that reads its text says what is wrong."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: object, field: object) -> None:
        """Leave the refusal to the rule, so that every fault is shown at once."""


def plain_digits(value: object) -> object:
    """Filter for fields that take numbers: full-width digits become plain ones, ends are cut."""
    return value.translate(FULL_WIDTH).strip() if isinstance(value, str) else value


def required(value: T | None) -> T:
    """Narrow a validated field's value. Raises TypeError if its validators let None through."""
    if value is None:
        raise TypeError("the form was not validated")
    return value


def version_of(text: str | None) -> int | None:
    """The version that a form was filled in with; None when it tells none."""
    return int(text) if text and text.isdigit() and text.isascii() else None


def is_htmx() -> bool:
    """Whether htmx asks for a fragment instead of a whole page."""
    return request.headers.get("HX-Request") == "true"
