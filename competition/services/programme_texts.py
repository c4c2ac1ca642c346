"""What is said about changes of the programme."""

from competition.domain.messages import Category
from competition.services.message_parts import N_, Template

PROGRAMME_TEMPLATES: dict[str, Template] = {
    "programme.change_approved": Template(
        Category.PROPOSAL,
        N_("Change approved: %(competition)s"),
        N_("The change that you asked for holds from now on. %(words)s"),
    ),
    "programme.change_declined": Template(
        Category.PROPOSAL,
        N_("Change declined: %(competition)s"),
        N_("The change that you asked for was declined: %(words)s"),
    ),
    "programme.moved": Template(
        Category.NEWS,
        N_("Changed: %(competition)s"),
        N_(
            "%(competition)s, which you follow or have entered, has changed. %(days)s"
            " Venue: %(place)s."
        ),
    ),
    "programme.cancelled": Template(
        Category.NEWS,
        N_("Cancelled: %(competition)s"),
        N_("%(competition)s, which you follow or have entered, will not be held."),
    ),
}
