"""Sealed versions of lists and requests to change them; entries counted by their organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_list_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_by", sa.Integer(), nullable=True),
        sa.Column("scan_file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["unit_list.id"], name=op.f("fk_unit_list_version_list_id_unit_list")
        ),
        sa.ForeignKeyConstraint(
            ["sealed_by"], ["account.id"], name=op.f("fk_unit_list_version_sealed_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["scan_file_id"],
            ["stored_file.id"],
            name=op.f("fk_unit_list_version_scan_file_id_stored_file"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_list_version")),
        sa.UniqueConstraint("list_id", "number", name=op.f("uq_unit_list_version_list_id_number")),
    )
    op.create_table(
        "list_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=400), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_version", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "change in ('add', 'replace', 'withdraw')", name=op.f("ck_list_request_change")
        ),
        sa.CheckConstraint(
            "state in ('open', 'approved', 'refused')", name=op.f("ck_list_request_state")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["unit_list.id"], name=op.f("fk_list_request_list_id_unit_list")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_list_request_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_list_request_asked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_list_request_answered_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_request")),
    )
    op.create_index(op.f("ix_list_request_list_id_state"), "list_request", ["list_id", "state"])
    op.execute(
        "update entry set unit_id = (select coalesce(merged_into_id, id) from organisation"
        " where organisation.name = entry.unit)"
        " where unit_id is null and unit in (select name from organisation)"
    )
    op.execute("update entry set unit_key = 'unit ' || unit_id where unit_id is not null")


def downgrade() -> None:
    op.execute(
        "update entry set unit_key = lower(replace(unit, ' ', '')) where unit_id is not null"
    )
    op.drop_index(op.f("ix_list_request_list_id_state"), table_name="list_request")
    op.drop_table("list_request")
    op.drop_table("unit_list_version")
