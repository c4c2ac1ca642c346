"""Lists that units hand in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rows_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_by", sa.Integer(), nullable=True),
        sa.Column("scan_file_id", sa.Integer(), nullable=True),
        sa.Column("reopened_reason", sa.String(length=400), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('writing', 'entering', 'sealed')", name=op.f("ck_unit_list_state")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_unit_list_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_unit_list_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["sealed_by"], ["account.id"], name=op.f("fk_unit_list_sealed_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["account.id"], name=op.f("fk_unit_list_changed_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["scan_file_id"], ["stored_file.id"], name=op.f("fk_unit_list_scan_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_list")),
        sa.UniqueConstraint(
            "event_id", "organisation_id", name=op.f("uq_unit_list_event_id_organisation_id")
        ),
    )
    op.create_index(op.f("ix_unit_list_organisation_id"), "unit_list", ["organisation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_unit_list_organisation_id"), table_name="unit_list")
    op.drop_table("unit_list")
