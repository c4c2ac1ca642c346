"""What is said about late changes of sealed lists."""

from competition.domain.messages import Category
from competition.services.message_parts import N_, Template

LIST_TEMPLATES: dict[str, Template] = {
    "list.change_asked": Template(
        Category.ENTRY,
        N_("Change of a sealed list: %(event)s"),
        N_("%(unit)s asks for a change of its sealed list for %(event)s. Please answer."),
    ),
    "list.change_approved": Template(
        Category.ENTRY,
        N_("Change approved: %(event)s"),
        N_(
            "Your change of the list for %(event)s is approved. The list has a new version:"
            " print it, have it stamped and hand it in."
        ),
    ),
    "list.change_refused": Template(
        Category.ENTRY,
        N_("Change refused: %(event)s"),
        N_("Your change of the list for %(event)s is refused. The reason: %(reason)s"),
    ),
}
