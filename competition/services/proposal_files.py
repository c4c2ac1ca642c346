"""Files that belong to a proposal (附件): attached to its draft, taken off again."""

from dataclasses import replace

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.identifiers import FileId, ProposalId
from competition.domain.proposal_document import MOST_ROWS, Attachment, Step
from competition.domain.proposal_texts import read_document, write_document
from competition.domain.proposals import Proposal
from competition.persistence import proposals
from competition.services import files
from competition.services.files import ReadFile
from competition.services.proposals import for_writing, save_draft
from competition.services.unit_of_work import UnitOfWork


def attach_file(uow: UnitOfWork, proposal_id: ProposalId, read: ReadFile) -> FileId:
    """Attach a file that was read before to the draft. Needs PROPOSAL_WRITE.

    Audited as proposal.attached. Raises RuleViolation PRP-02, PRP-08.
    """
    proposal = for_writing(uow, proposal_id)
    kept = _attached(proposal)
    if len(kept) >= MOST_ROWS:
        message = "At most %(most)s files."
        raise RuleViolation("PRP-08", message, field="file", most=MOST_ROWS)
    file_id = files.store_file(uow, read, f"proposal:{proposal_id}")
    new = Attachment(int(file_id), read.name, len(read.content))
    _save(uow, proposal, (*kept, new))
    uow.audit("proposal.attached", f"proposal:{proposal_id}", file=file_id)
    return file_id


def detach_file(uow: UnitOfWork, proposal_id: ProposalId, file_id: FileId) -> None:
    """Take a file off the draft; one that a handed-in version names stays stored with it.

    Needs PROPOSAL_WRITE. Audited as proposal.detached. Raises NotFound, RuleViolation PRP-02.
    """
    proposal = for_writing(uow, proposal_id)
    attached = _attached(proposal)
    kept = tuple(one for one in attached if one.file_id != file_id)
    if len(kept) == len(attached):
        raise NotFound("There is no such file.")
    _save(uow, proposal, kept)
    if not proposals.names_file(uow.session, proposal_id, file_id):
        files.discard(uow, file_id)
    uow.audit("proposal.detached", f"proposal:{proposal_id}", file=file_id)


def _attached(proposal: Proposal) -> tuple[Attachment, ...]:
    return read_document(proposal.texts)[0].attachments


def _save(uow: UnitOfWork, proposal: Proposal, attached: tuple[Attachment, ...]) -> None:
    document, _ = read_document({})
    row = write_document(replace(document, attachments=attached)).get("attachments", [])
    save_draft(uow, proposal, proposal.texts | {"attachments": row}, Step.ATTACHMENTS)
