"""Rows of proposals with readable defaults."""

from datetime import timedelta

from competition.persistence.models.proposals import ProposalRow


def a_proposal(uow, organisation_id, stage_organisation_id, account_id=None, title="甲赛"):
    """A proposal that waits at a level for its review."""
    row = ProposalRow(
        organisation_id=organisation_id,
        season=2027,
        state="submitted",
        stage_organisation_id=stage_organisation_id,
        due_at=uow.now + timedelta(days=7),
        title=title,
        texts={"title": title, "competition_class": "1"},
        turn=1,
        number=1,
        submitted_by=account_id,
        created_at=uow.now,
        changed_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    return row.id
