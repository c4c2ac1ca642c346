"""The retention of personal data, corrections that are asked for, closed accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_retention_policy_made_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_policy")),
        sa.UniqueConstraint("scope", "number", name=op.f("uq_retention_policy_scope_number")),
    )
    _holds()
    _log()
    _requests()
    with op.batch_alter_table("account") as batch:
        batch.drop_constraint(op.f("ck_account_state"), type_="check")
        batch.create_check_constraint(
            op.f("ck_account_state"), "state in ('active', 'blocked', 'closed')"
        )
    with op.batch_alter_table("unit_list") as batch:
        batch.add_column(sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True))


def _holds() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_retention_hold_competition_id_competition"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_retention_hold_made_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["account.id"], name=op.f("fk_retention_hold_released_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
    )
    op.create_index(
        op.f("ix_retention_hold_competition_id_released_at"),
        "retention_hold",
        ["competition_id", "released_at"],
    )


def _log() -> None:
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["started_by"], ["account.id"], name=op.f("fk_retention_run_started_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "retention_removal",
        sa.Column("id", big, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=True),
        sa.Column("policy", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["retention_run.id"], name=op.f("fk_retention_removal_run_id_retention_run")
        ),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_retention_removal_competition_id_competition"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_removal")),
    )
    for column in ("run_id", "competition_id"):
        op.create_index(op.f(f"ix_retention_removal_{column}"), "retention_removal", [column])


def _requests() -> None:
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=400), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_correction_request_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_correction_request_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_correction_request_answered_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
    )
    for column in ("entry_id", "account_id"):
        op.create_index(op.f(f"ix_correction_request_{column}"), "correction_request", [column])


def downgrade() -> None:
    with op.batch_alter_table("unit_list") as batch:
        batch.drop_column("cleared_at")
    op.execute("update account set state = 'blocked' where state = 'closed'")
    with op.batch_alter_table("account") as batch:
        batch.drop_constraint(op.f("ck_account_state"), type_="check")
        batch.create_check_constraint(op.f("ck_account_state"), "state in ('active', 'blocked')")
    for table in (
        "correction_request",
        "retention_removal",
        "retention_run",
        "retention_hold",
        "retention_policy",
    ):
        op.drop_table(table)
