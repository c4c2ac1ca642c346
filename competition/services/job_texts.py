"""What the kinds of jobs are called, as English texts."""

from competition.services.message_parts import N_

KINDS: dict[str, str] = {
    "jobs.tidy": N_("Forget old jobs"),
    "messages.deliver": N_("Send messages"),
    "places.lapse": N_("Pass on places that nobody took"),
    "tickets": N_("Print admission tickets"),
    "retention.run": N_("Delete personal data whose time is over"),
    "own_data.copy": N_("Make a copy of a person's own data"),
    "own_data.forget": N_("Delete copies of own data after a week"),
    "entries.export": N_("Write a large export of entries"),
    "files.sweep": N_("Delete files that nobody keeps"),
    "entries.import": N_("Import entries"),
    "unit_lists.enter": N_("Enter a unit's list"),
    "accounts.reset": N_("Send a link for a new password"),
    "messages.resume": N_("Send again what did not get through"),
}
"""The words of every kind in competition.jobs.HANDLERS."""
