"""What is said about units' lists and their late changes, and about conditions not met."""

from competition.domain.messages import Category
from competition.services.message_parts import N_, Template

LIST_TEMPLATES: dict[str, Template] = {
    "entry.by_unit": Template(
        Category.ENTRY,
        N_("Your unit has entered you: %(event)s"),
        N_(
            "%(unit)s has entered you for %(event)s. Your entry shows how it stands, and what the"
            " event still asks of you; later also your ticket and your result."
        ),
    ),
    "entry.taken_over": Template(
        Category.ENTRY,
        N_("You take part: %(event)s"),
        N_(
            "You have taken over somebody's part for %(unit)s in %(event)s. Open your entry: it"
            " shows how it stands, and what the event asks of you."
        ),
    ),
    "entry.unfit": Template(
        Category.ENTRY,
        N_("No longer within the conditions: %(event)s"),
        N_(
            "The entries for %(event)s were checked again: yours does not meet all conditions."
            " The organisers decide about it. Your entry shows which condition it is; if what it"
            " says of you is wrong, ask there for a correction."
        ),
    ),
    "list.moved_up": Template(
        Category.ENTRY,
        N_("Moved up from the waiting list: %(event)s"),
        N_(
            "A place for %(event)s became free, and an entry of your list that waited for one has"
            " it now. The list shows which."
        ),
    ),
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
