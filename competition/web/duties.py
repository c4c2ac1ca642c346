"""The words, the buttons and the ways of what a role's holders have to do next."""

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext, ngettext

from competition.services.duties import Duty, Kind
from competition.web.formatting import last_day, moment

ICONS = {
    Kind.CONFIRM_MEMBERS: "user-check",
    Kind.SETTLE_PEOPLE: "alert-triangle",
    Kind.SEAL_LIST: "lock",
    Kind.REWORK_PROPOSAL: "arrow-back-up",
    Kind.FINISH_PROPOSAL: "pencil",
    Kind.REVIEW_PROPOSALS: "clipboard-check",
    Kind.RAISE_QUALITY: "id",
    Kind.DECIDE_CHANGES: "history",
    Kind.PUBLISH_PROGRAMME: "speakerphone",
    Kind.WRITE_REPORTS: "file-text",
    Kind.RETRY_OWN_JOBS: "alert-circle",
    Kind.RETRY_JOBS: "alert-circle",
    Kind.RESEND_MESSAGES: "send",
    Kind.RENEW_INVITATIONS: "clock",
    Kind.WRITE_ORGANISATIONS: "building",
    Kind.INVITE_ORGANISERS: "users",
}


def duty_words(duty: Duty) -> tuple[str, str, str]:
    """What there is to do, what about it, and the button."""
    return WORDS[duty.kind](duty)


def duty_url(duty: Duty) -> str:
    """Where it is done."""
    own, subject = {"organisation_id": duty.organisation_id}, duty.subject_id
    ways: dict[Kind, tuple[str, dict[str, object]]] = {
        Kind.CONFIRM_MEMBERS: ("organisation.list_members", {**own, "state": "claimed"}),
        Kind.SETTLE_PEOPLE: ("organisation.list_disputes", {**own}),
        Kind.SEAL_LIST: ("organisation.show_list", {**own, "event_id": subject}),
        Kind.REWORK_PROPOSAL: ("organisation.show_proposal", {"proposal_id": subject}),
        Kind.FINISH_PROPOSAL: ("organisation.show_proposal", {"proposal_id": subject}),
        Kind.REVIEW_PROPOSALS: ("organiser.list_proposals", {"here": "yes"}),
        Kind.RAISE_QUALITY: ("organisation.show_quality", {**own}),
        Kind.DECIDE_CHANGES: ("organiser.list_changes", {}),
        Kind.PUBLISH_PROGRAMME: ("organiser.publish_programme", {"season": subject}),
        Kind.WRITE_REPORTS: ("organiser.season_board", {}),
        Kind.RETRY_OWN_JOBS: ("account.list_jobs", {}),
        Kind.RETRY_JOBS: ("admin.list_jobs", {"state": "failed"}),
        Kind.RESEND_MESSAGES: ("admin.list_jobs", {"kind": "messages.deliver"}),
        Kind.RENEW_INVITATIONS: ("admin.list_invitations", {}),
        Kind.WRITE_ORGANISATIONS: ("organisation.import_organisations", {}),
        Kind.INVITE_ORGANISERS: ("admin.list_invitations", {}),
    }
    endpoint, values = ways[duty.kind]
    return url_for(endpoint, **values)  # type: ignore[arg-type]  # plain values of an address


def _confirm_members(duty: Duty) -> tuple[str, str, str]:
    many = ngettext(
        "%(num)s person asks to belong to your unit",
        "%(num)s people ask to belong to your unit",
        duty.count,
    )
    return many, duty.title, gettext("Confirm people")


def _settle_people(duty: Duty) -> tuple[str, str, str]:
    many = ngettext(
        "%(num)s correction or dispute of people's data",
        "%(num)s corrections or disputes of people's data",
        duty.count,
    )
    return many, duty.title, gettext("Settle")


def _seal_list(duty: Duty) -> tuple[str, str, str]:
    state = (
        gettext(
            "%(count)s of %(total)s rows are not entered yet.", count=duty.count, total=duty.total
        )
        if duty.count
        else gettext("Everybody on it is entered; it waits to be sealed.")
    )
    parts = [duty.where, state]
    if duty.due:
        parts.append(gettext("Entries close on %(moment)s.", moment=moment(duty.due)))
    title = gettext("List of your unit: %(event)s", event=duty.title)
    return title, " · ".join(parts), gettext("Open the list")


def _rework_proposal(duty: Duty) -> tuple[str, str, str]:
    words = [duty.where, gettext("The reviewers returned it with comments.")]
    if duty.due:
        words.append(gettext("Answer until %(day)s.", day=last_day(duty.due)))
    return duty.title, " · ".join(words), gettext("Read and correct")


def _finish_proposal(duty: Duty) -> tuple[str, str, str]:
    title = duty.title or gettext("Proposal without a name yet")
    return title, f"{duty.where} · {gettext('Draft of a proposal')}", gettext("Go on writing")


def _review_proposals(duty: Duty) -> tuple[str, str, str]:
    many = ngettext(
        "%(num)s proposal waits for your review",
        "%(num)s proposals wait for your review",
        duty.count,
    )
    words = []
    if duty.late:
        words.append(gettext("%(count)s late", count=duty.late))
    if duty.total:
        words.append(gettext("%(count)s assigned to you", count=duty.total))
    if duty.due:
        words.append(gettext("The first answer is due on %(day)s.", day=last_day(duty.due)))
    return many, " · ".join(words), gettext("Review proposals")


def _raise_quality(duty: Duty) -> tuple[str, str, str]:
    title = gettext(
        "Real-name data: %(share)s %%, target %(target)s %%", share=duty.share, target=duty.total
    )
    words = ngettext(
        "%(num)s more person in order reaches the target.",
        "%(num)s more people in order reach the target.",
        duty.count,
    )
    return title, words, gettext("See what is missing")


def _decide_changes(duty: Duty) -> tuple[str, str, str]:
    many = ngettext(
        "%(num)s change of a planned competition is asked for",
        "%(num)s changes of planned competitions are asked for",
        duty.count,
    )
    return many, gettext("Annual programme"), gettext("Decide")


def _publish_programme(duty: Duty) -> tuple[str, str, str]:
    title = gettext("Programme %(season)s", season=duty.subject_id)
    words = (
        ngettext(
            "%(num)s competition differs from what is published.",
            "%(num)s competitions differ from what is published.",
            duty.count,
        )
        if duty.total
        else gettext("It is not published yet.")
    )
    return title, words, gettext("Look and publish")


def _write_reports(duty: Duty) -> tuple[str, str, str]:
    many = ngettext(
        "%(num)s competition has ended without a report",
        "%(num)s competitions have ended without a report",
        duty.count,
    )
    return (
        many,
        gettext("Summary, analyses and nominations are still to be handed in."),
        gettext("Season board"),
    )


def _retry_jobs(duty: Duty) -> tuple[str, str, str]:
    many = ngettext("%(num)s task failed", "%(num)s tasks failed", duty.count)
    return (
        many,
        gettext("Imports, documents or messages stand still until somebody looks."),
        gettext("See the tasks"),
    )


def _resend_messages(duty: Duty) -> tuple[str, str, str]:
    many = ngettext(
        "%(num)s message could not be sent", "%(num)s messages could not be sent", duty.count
    )
    return (
        many,
        gettext("E-mail, SMS or webhook; they stand in the inbox all the same."),
        gettext("See the tasks"),
    )


def _renew_invitations(duty: Duty) -> tuple[str, str, str]:
    many = ngettext("%(num)s invitation ends soon", "%(num)s invitations end soon", duty.count)
    words = gettext("The first on %(moment)s.", moment=moment(duty.due)) if duty.due else ""
    return many, words, gettext("See the invitations")


def _write_organisations(duty: Duty) -> tuple[str, str, str]:
    words = gettext(
        "Districts, industry unions and their units: people join them, and they propose and enter."
    )
    return gettext("Write the unions and units down"), words, gettext("Import from Excel")


def _invite_organisers(duty: Duty) -> tuple[str, str, str]:
    words = gettext("They create competitions and events; nobody does yet.")
    return gettext("Invite the organisers"), words, gettext("Invite somebody")


WORDS: dict[Kind, Callable[[Duty], tuple[str, str, str]]] = {
    Kind.CONFIRM_MEMBERS: _confirm_members,
    Kind.SETTLE_PEOPLE: _settle_people,
    Kind.SEAL_LIST: _seal_list,
    Kind.REWORK_PROPOSAL: _rework_proposal,
    Kind.FINISH_PROPOSAL: _finish_proposal,
    Kind.REVIEW_PROPOSALS: _review_proposals,
    Kind.RAISE_QUALITY: _raise_quality,
    Kind.DECIDE_CHANGES: _decide_changes,
    Kind.PUBLISH_PROGRAMME: _publish_programme,
    Kind.WRITE_REPORTS: _write_reports,
    Kind.RETRY_OWN_JOBS: _retry_jobs,
    Kind.RETRY_JOBS: _retry_jobs,
    Kind.RESEND_MESSAGES: _resend_messages,
    Kind.RENEW_INVITATIONS: _renew_invitations,
    Kind.WRITE_ORGANISATIONS: _write_organisations,
    Kind.INVITE_ORGANISERS: _invite_organisers,
}
