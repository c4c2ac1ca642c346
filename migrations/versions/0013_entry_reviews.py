"""Reviews of entries: decisions, recommendations, reusable reasons, since when an entry waits."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("entry") as table:
        table.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("update entry set submitted_at = created_at")
    with op.batch_alter_table("entry") as table:
        table.alter_column("submitted_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.create_index(
            op.f("ix_entry_event_id_state_submitted_at"), ["event_id", "state", "submitted_at"]
        )
    op.create_table(
        "entry_review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("left_version", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decision in ('accept', 'return', 'decline')", name=op.f("ck_entry_review_decision")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_entry_review_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_review_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_entry_review_made_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_review")),
    )
    op.create_index(op.f("ix_entry_review_entry_id_stands"), "entry_review", ["entry_id", "stands"])
    op.create_index(op.f("ix_entry_review_batch"), "entry_review", ["batch"])
    op.create_table(
        "review_reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_review_reasons_competition_id_competition"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["account.id"], name=op.f("fk_review_reasons_changed_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_reasons")),
        sa.UniqueConstraint("competition_id", name=op.f("uq_review_reasons_competition_id")),
    )


def downgrade() -> None:
    op.drop_table("review_reasons")
    op.drop_table("entry_review")
    with op.batch_alter_table("entry") as table:
        table.drop_index(op.f("ix_entry_event_id_state_submitted_at"))
        table.drop_column("submitted_at")
