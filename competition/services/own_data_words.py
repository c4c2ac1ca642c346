"""The words of a copy of one's own data: what its sections and their columns are called."""

from competition.services.message_texts import N_

SECTIONS = {
    "account": N_("Account"),
    "person": N_("Person"),
    "memberships": N_("My units"),
    "corrections": N_("Corrections"),
    "entries": N_("Entries"),
    "teams": N_("Places in entries"),
    "answers": N_("Answers to entry forms"),
    "results": N_("Published results"),
    "drafts": N_("Unfinished entries"),
    "requests": N_("Corrections asked for"),
    "reviews": N_("Reviews of my entries"),
    "roles": N_("Roles"),
    "appointments": N_("Appointments as judge"),
    "messages": N_("Messages"),
    "mail": N_("Mail address"),
    "preferences": N_("Ways to be told"),
    "watched": N_("Followed competitions"),
    "identities": N_("Connected identity providers"),
    "second_factor": N_("Second factor"),
    "sessions": N_("Signed-in browsers"),
    "sign_ins": N_("Tries to sign in"),
    "deeds": N_("What I did here"),
    "files": N_("Files"),
}
COLUMNS = {
    "name": N_("Name"),
    "display_name": N_("Name"),
    "sign_in_name": N_("Sign-in name"),
    "unit": N_("Unit"),
    "state": N_("State"),
    "created_at": N_("Created"),
    "id_number": N_("ID number"),
    "phone": N_("Mobile number"),
    "born_on": N_("Born on"),
    "competition": N_("Competition"),
    "event": N_("Event"),
    "number": N_("Number"),
    "place": N_("Place"),
    "total": N_("Total"),
    "level": N_("Skill level held"),
    "age": N_("Age"),
    "remark": N_("Remark"),
    "reason": N_("Reason"),
    "question": N_("Question"),
    "answer": N_("Reply"),
    "role": N_("Role"),
    "before": N_("Before"),
    "after": N_("After"),
    "subject": N_("Subject"),
    "body": N_("Text"),
    "text": N_("Text"),
    "address": N_("Address"),
    "at": N_("When"),
    "agent": N_("Browser"),
    "asked_at": N_("Asked at"),
    "published_at": N_("Published at"),
    "size": N_("Size in bytes"),
    "made_at": N_("Made at"),
}
"""Columns without words of their own are called as in my-data.json."""
TITLE = N_("My data in the competition system")
SAID = N_(
    "Everything that is stored about you, as of %(moment)s. The same stands in my-data.json for"
    " programs and in tables for spreadsheets; your own files lie beside it."
)
FILE = N_("My data")
