"""What messages say: subject and body of each template; the catalogues know the Chinese.

Plain and calm: what happened, what to do, until when. A body may hold several sentences; the link
stands under it. Parameters are named: %(event)s. Never an ID number.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from competition.domain.messages import Category, without_id_numbers
from competition.services.list_messages import LIST_TEMPLATES
from competition.services.message_parts import N_, SHANGHAI, Phrase, Template, Words
from competition.services.programme_texts import PROGRAMME_TEMPLATES
from competition.services.role_messages import ROLE_TEMPLATES

__all__ = ["N_", "Template", "Words"]

WEEKDAYS = "一二三四五六日"


TEMPLATES: dict[str, Template] = {
    **LIST_TEMPLATES,
    **PROGRAMME_TEMPLATES,
    **ROLE_TEMPLATES,
    "member.confirmed": Template(
        Category.MEMBERSHIP,
        N_("%(unit)s has confirmed you as its member"),
        N_("You belong to %(unit)s now and enter competitions for it."),
    ),
    "member.refused": Template(
        Category.MEMBERSHIP,
        N_("%(unit)s has not confirmed you as its member"),
        N_("The reason: %(reason)s Check your data, or choose your unit again."),
    ),
    "organisation.closed": Template(
        Category.MEMBERSHIP,
        N_("%(unit)s has been closed"),
        N_("The reason: %(reason)s Choose your unit again if you work elsewhere."),
    ),
    "person.corrected": Template(
        Category.MEMBERSHIP,
        N_("Your corrected data are confirmed"),
        N_("%(unit)s has looked at them; they hold from now on."),
    ),
    "person.correction_refused": Template(
        Category.MEMBERSHIP,
        N_("Your corrected data are not confirmed"),
        N_("The reason: %(reason)s What was stored before still holds."),
    ),
    "person.claim_granted": Template(
        Category.MEMBERSHIP,
        N_("The ID number that you gave is yours"),
        N_("It stands in your data from now on."),
    ),
    "person.claim_refused": Template(
        Category.MEMBERSHIP,
        N_("The ID number that you gave is not taken over"),
        N_("The reason: %(reason)s"),
    ),
    "person.number_handed_over": Template(
        Category.SECURITY,
        N_("An ID number was taken out of your data"),
        N_(
            "A union officer looked at the card and gave it to its owner."
            " If that is wrong, ask the federation."
        ),
    ),
    "correction.asked": Template(
        Category.ENTRY,
        N_("A correction is asked for: %(event)s, %(number)s"),
        N_("Entry %(number)s of %(event)s asks you to correct something. Answer on the page."),
    ),
    "correction.done": Template(
        Category.ENTRY,
        N_("Your entry is corrected: %(event)s"),
        N_("The organisers answer: %(answer)s"),
    ),
    "correction.refused": Template(
        Category.ENTRY,
        N_("Your entry stays as it is: %(event)s"),
        N_("The organisers answer: %(answer)s"),
    ),
    "work.done": Template(
        Category.WORK,
        N_("Finished: %(about)s"),
        N_("“%(about)s” is finished. The result is on its page."),
    ),
    "work.failed": Template(
        Category.WORK,
        N_("Not finished: %(about)s"),
        N_("“%(about)s” could not be finished. What was saved before is safe. Its page says more."),
    ),
    "webhook.tested": Template(
        Category.WORK,
        N_("Test of the webhook “%(title)s”"),
        N_("This is a test. If it arrived, the webhook works."),
    ),
    "proposal.waiting": Template(
        Category.PROPOSAL,
        N_("A proposal waits for you: %(title)s"),
        N_("“%(title)s” waits at your level. Answer by %(due)s."),
    ),
    "proposal.assigned": Template(
        Category.PROPOSAL,
        N_("Assigned to you: %(title)s"),
        N_("You are asked to look through “%(title)s”."),
    ),
    "proposal.endorsed": Template(
        Category.PROPOSAL,
        N_("Passed on: %(title)s"),
        N_("“%(title)s” was endorsed and waits at the next level. Remark: %(reason)s"),
    ),
    "proposal.approved": Template(
        Category.PROPOSAL,
        N_("Approved: %(title)s"),
        N_("“%(title)s” is approved and in the programme. Remark: %(reason)s"),
    ),
    "proposal.filed": Template(
        Category.PROPOSAL,
        N_("Filed: %(title)s"),
        N_("“%(title)s” is filed and in the programme. Remark: %(reason)s"),
    ),
    "proposal.returned": Template(
        Category.PROPOSAL,
        N_("Returned: %(title)s"),
        N_(
            "“%(title)s” was returned. Read the comments, change it, and hand it in again."
            " Reason: %(reason)s"
        ),
    ),
    "proposal.declined": Template(
        Category.PROPOSAL,
        N_("Declined: %(title)s"),
        N_("“%(title)s” was declined. Reason: %(reason)s"),
    ),
    "proposal.undone": Template(
        Category.PROPOSAL,
        N_("Taken back: the decision about %(title)s"),
        N_("The last decision about “%(title)s” was taken back; it waits again where it was."),
    ),
    "site.announcement_changed": Template(
        Category.NEWS,
        N_("Announcement: %(competition)s"),
        N_("The announcement of %(competition)s, which you follow, was published or changed."),
    ),
    "site.technical_changed": Template(
        Category.NEWS,
        N_("Technical document: %(competition)s"),
        N_(
            "The technical document of %(competition)s, which you follow, was published or changed."
        ),
    ),
    "site.faq_changed": Template(
        Category.NEWS,
        N_("Questions and answers: %(competition)s"),
        N_("Questions and answers about %(competition)s, which you follow, were changed."),
    ),
    "site.contact_changed": Template(
        Category.NEWS,
        N_("Contact: %(competition)s"),
        N_("The contact of %(competition)s, which you follow, was changed."),
    ),
    "site.changed": Template(
        Category.NEWS,
        N_("New on the pages of %(competition)s: %(title)s"),
        N_("“%(title)s” was published on the pages of %(competition)s, which you follow."),
    ),
    "address.confirm": Template(
        Category.SECURITY,
        N_("Your confirmation code is %(code)s"),
        N_(
            "Type the code %(code)s on the page of your message settings within 30 minutes."
            " If you did not ask for it, do nothing."
        ),
    ),
    "entry.accepted": Template(
        Category.ENTRY,
        N_("Accepted: %(event)s"),
        N_("Your entry for %(event)s is accepted. Your entry number is %(number)s."),
    ),
    "entry.declined": Template(
        Category.ENTRY,
        N_("Declined: %(event)s"),
        N_("Your entry for %(event)s was declined. The reason: %(reason)s"),
    ),
    "entry.returned": Template(
        Category.ENTRY,
        N_("To be completed: %(event)s"),
        N_("Your entry for %(event)s came back to you: %(reason)s Complete it and send it again."),
    ),
    "entry.decision_undone": Template(
        Category.ENTRY,
        N_("Looked at again: %(event)s"),
        N_("The decision on your entry for %(event)s was taken back. It is being looked at again."),
    ),
    "entry.withdrawn": Template(
        Category.ENTRY,
        N_("Withdrawn: %(event)s"),
        N_("The organiser has withdrawn your entry for %(event)s. The reason: %(reason)s"),
    ),
    "entry.offered": Template(
        Category.ENTRY,
        N_("A place for you: %(event)s"),
        N_(
            "A place in %(event)s has become free for you. Take it before %(until)s;"
            " then it goes to the next."
        ),
    ),
    "entry.offer_lapsed": Template(
        Category.ENTRY,
        N_("The place has gone on: %(event)s"),
        N_("The place in %(event)s was not taken in time; the next on the waiting list has it."),
    ),
    "entry.place_given": Template(
        Category.ENTRY,
        N_("Your place was handed on: %(event)s"),
        N_("Your place in %(event)s was handed on within your unit. The reason: %(reason)s"),
    ),
    "entry.place_received": Template(
        Category.ENTRY,
        N_("You have a place: %(event)s"),
        N_("A place of your unit in %(event)s was handed on to you."),
    ),
    "entry.person_replaced": Template(
        Category.ENTRY,
        N_("A person was replaced: %(event)s"),
        N_(
            "The organiser has replaced a person of your entry for %(event)s."
            " The reason: %(reason)s"
        ),
    ),
    "entry.deadline_moved": Template(
        Category.ENTRY,
        N_("More time: %(event)s"),
        N_("Entries for %(event)s now close on %(until)s. The reason: %(reason)s"),
    ),
    "session.new_browser": Template(
        Category.SECURITY,
        N_("Your account was opened in a new browser"),
        N_(
            "Your account was opened in a browser that it had not been opened in before:"
            " %(browser)s. If that was not you, sign out everywhere else and change the password."
        ),
    ),
    "account.password_changed": Template(
        Category.SECURITY,
        N_("Your password was changed"),
        N_(
            "Every other browser is signed out. If it was not you, ask for a new password at once"
            " and tell the organiser."
        ),
    ),
    "account.reset_link": Template(
        Category.SECURITY,
        N_("A link to a new password"),
        N_(
            "Somebody asked for a new password for your account. If it was you, open the link"
            " within 30 minutes; it works once. If not, do nothing: the password stays."
        ),
    ),
    "account.register_code": Template(
        Category.SECURITY,
        N_("Your code for the new account: %(code)s"),
        N_("Type the code %(code)s within 15 minutes. Never tell it to anybody."),
    ),
    "account.known": Template(
        Category.SECURITY,
        N_("You have an account already"),
        N_(
            "Somebody tried to open an account with this number. You have one: sign in, or ask for"
            " a new password. If it was not you, do nothing."
        ),
    ),
    "factor.enrolled": Template(
        Category.SECURITY,
        N_("Your account has a second factor now"),
        N_("From now on a code of your phone is asked at each sign-in. Keep the recovery codes."),
    ),
    "factor.recovered": Template(
        Category.SECURITY,
        N_("A recovery code was used"),
        N_(
            "Somebody signed in to your account with a recovery code; %(left)s are left. If that"
            " was not you, change the password at once."
        ),
    ),
    "factor.removed": Template(
        Category.SECURITY,
        N_("Your second factor was taken off"),
        N_("If that was not you, change the password at once and tell the administrator."),
    ),
    "identity.linked": Template(
        Category.SECURITY,
        N_("Another way to sign in was connected"),
        N_(
            "Your account can now be opened through %(provider)s. If that was not you, disconnect"
            " it and change the password."
        ),
    ),
    "invitation.sent": Template(
        Category.SECURITY,
        N_("You are invited to a role"),
        N_(
            "%(sender)s invites you to work here with a role of your own. Open the link within"
            " seven days and sign in with this phone number or sign-in name."
        ),
    ),
    "invitation.code": Template(
        Category.SECURITY,
        N_("Your code for the invitation: %(code)s"),
        N_("Type the code %(code)s within ten minutes. Never tell it to anybody."),
    ),
    "invitation.accepted": Template(
        Category.SECURITY,
        N_("%(name)s accepted your invitation"),
        N_("%(name)s has the role now."),
    ),
}


def kept(params: Mapping[str, object]) -> dict[str, object]:
    """Parameters as they are stored: times keep their kind, all else becomes text or number."""
    return {name: _kept(value) for name, value in params.items()}


def worded(
    template: str,
    params: Mapping[str, object],
    translate: Callable[[str], str],
    *,
    chinese: bool,
) -> Words:
    """The message in one language. Takes parameters as `kept` made them."""
    found = TEMPLATES.get(template)
    if found is None:  # of an older version; the inbox still opens
        return Words(template, "")
    shown = _shown_all(params, translate, chinese=chinese)
    return Words(translate(found.subject) % shown, translate(found.body) % shown)


def _kept(value: object) -> object:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Phrase):
        return {"phrase": value.text, "params": kept(value.params)}
    return value if isinstance(value, int) else without_id_numbers(str(value))


def _shown_all(
    params: Mapping[str, object], translate: Callable[[str], str], *, chinese: bool
) -> dict[str, object]:
    return {name: _shown(value, translate, chinese=chinese) for name, value in params.items()}


def _shown(value: object, translate: Callable[[str], str], *, chinese: bool) -> object:
    if not isinstance(value, dict):
        return value
    if "phrase" in value:
        shown = _shown_all(value["params"], translate, chinese=chinese)
        return translate(value["phrase"]) % shown
    if "moment" in value:
        local = datetime.fromisoformat(value["moment"]).astimezone(SHANGHAI)
        return f"{_day(local, chinese=chinese)}{'' if chinese else ' '}{local:%H:%M}"
    return _day(date.fromisoformat(value["day"]), chinese=chinese)


def _day(value: date, *, chinese: bool) -> str:
    if chinese:
        return f"{value.year}年{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"
    return f"{value:%a} {value.day} {value:%b} {value.year}"
