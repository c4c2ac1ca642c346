"""What pages about a proposal show: its steps with fields, issues, comments; comparisons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import request

from competition.domain.errors import NotFound
from competition.domain.identifiers import ProposalId
from competition.domain.issues import Issue, errors
from competition.domain.proposal_changes import FieldChange, field_changes
from competition.domain.proposal_document import ProposalDocument, Step, fields_of, place_of
from competition.domain.proposal_texts import read_document
from competition.services import catalogues, proposal_versions
from competition.services.proposal_versions import ProposalVersion
from competition.services.proposals import CommentLine, ProposalDescription
from competition.services.unit_of_work import reading
from competition.web.proposal_words import LABELS, STEPS, document_lines, lines_of
from competition.web.session import current_actor


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: its key, label, lines of text, comments, issues."""

    key: str
    label: str
    lines: tuple[str, ...]
    comments: tuple[CommentLine, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: its title, its fields, and how it stands (done, empty, todo, warned)."""

    step: Step
    title: str
    fields: tuple[FieldView, ...]
    state: str
    missing: int
    comments: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side: their numbers, all versions, and what differs."""

    before: int
    after: int
    versions: tuple[ProposalVersion, ...]
    changes: tuple[FieldChange, ...]


def industry_names() -> dict[str, str]:
    """The industries by code."""
    with reading(current_actor()) as uow:
        return {one.code: one.name for one in catalogues.list_industries(uow)}


def names_for(*documents: ProposalDocument) -> dict[str, str]:
    """The industries, and the occupations of the documents, by code."""
    codes = [one.trade_code for one in documents if one.trade_code]
    with reading(current_actor()) as uow:
        industries = {one.code: one.name for one in catalogues.list_industries(uow)}
        return industries | catalogues.occupation_labels(uow, codes)


def steps_of(found: ProposalDescription) -> tuple[StepView, ...]:
    """The proposal step by step."""
    names = names_for(found.checked.document)
    return tuple(_step(found, step, names) for step in Step)


def compare(before: int, after: int, versions: tuple[ProposalVersion, ...]) -> Comparison:
    """Compare two versions in the reader's words. Raises NotFound for an unknown number."""
    known = {one.number: one for one in versions}
    if before not in known or after not in known:
        raise NotFound("There is no such version.")
    sides = [read_document(known[number].texts)[0] for number in (before, after)]
    names = names_for(*sides)
    old, new = (document_lines(document, names) for document in sides)
    return Comparison(before, after, versions, field_changes(old, new))


def comparison(proposal_id: int) -> Comparison:
    """The comparison that the address asks for: the last two versions unless it names others."""
    with reading(current_actor()) as uow:
        versions = proposal_versions.list_versions(uow, ProposalId(proposal_id))
    if len(versions) < 2:
        raise NotFound("There is only one version yet.")
    before = request.args.get("before", versions[-2].number, type=int)
    after = request.args.get("after", versions[-1].number, type=int)
    return compare(before, after, versions)


def issues_at(issues: Iterable[Issue]) -> dict[str, list[Issue]]:
    """Issues by their place."""
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.path, []).append(issue)
    return found


def step_of(path: str) -> Step | None:
    """The step on which an issue's place stands."""
    key = place_of(path)
    return next((s for s in Step if any(field.key == key for field in fields_of(s))), None)


def _step(found: ProposalDescription, step: Step, names: Mapping[str, str]) -> StepView:
    checked, fields = found.checked, []
    for field in fields_of(step):
        own = tuple(one for one in checked.issues if place_of(one.path) == field.key)
        said = tuple(one for one in found.comments if one.field == field.key)
        value = getattr(checked.document, field.key)
        lines = lines_of(field, value, names)
        fields.append(FieldView(field.key, str(LABELS[field.key]), lines, said, own))
    issues = [issue for one in fields for issue in one.issues]
    wrong = len(errors(issues))
    empty = not any(field.is_needed for field in fields_of(step)) and not any(
        one.lines for one in fields
    )
    state = "todo" if wrong else "warned" if issues else "empty" if empty else "done"
    newest = found.proposal.number
    many = sum(comment.number == newest for one in fields for comment in one.comments)
    return StepView(step, str(STEPS[step]), tuple(fields), state, wrong, many)
