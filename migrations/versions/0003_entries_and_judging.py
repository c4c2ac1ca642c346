"""Entries, appointments, work codes, mark sheets and marks."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("is_chief", sa.Boolean(), nullable=False),
        sa.Column("modules", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_appointment_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_appointment_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint(
            "event_id", "account_id", name=op.f("uq_appointment_event_id_account_id")
        ),
        sa.UniqueConstraint("event_id", "label", name=op.f("uq_appointment_event_id_label")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_account_id"), ["account_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("honours", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=1), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(length=400), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("age is null or age between 14 and 99", name=op.f("ck_entry_age")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_entry_account_id_account")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_entry_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("event_id", "account_id", name=op.f("uq_entry_event_id_account_id")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_entry_event_id_number")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_account_id"), ["account_id"], unique=False)
    op.create_table(
        "blind_code_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("work_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_blind_code_assignment_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_blind_code_assignment_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_code_assignment")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_blind_code_assignment_entry_id")),
        sa.UniqueConstraint(
            "event_id", "work_code", name=op.f("uq_blind_code_assignment_event_id_work_code")
        ),
    )
    with op.batch_alter_table("blind_code_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_blind_code_assignment_event_id"), ["event_id"], unique=False
        )
    op.create_table(
        "deduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.String(length=40), nullable=True),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_deduction_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_deduction_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_deduction_made_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deduction")),
    )
    with op.batch_alter_table("deduction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deduction_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deduction_event_id"), ["event_id"], unique=False)
    op.create_table(
        "difficulty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("aspect_id", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_difficulty_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_difficulty_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difficulty")),
        sa.UniqueConstraint("entry_id", "aspect_id", name=op.f("uq_difficulty_entry_id_aspect_id")),
    )
    with op.batch_alter_table("difficulty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_difficulty_event_id"), ["event_id"], unique=False)
    op.create_table(
        "mark_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("work_code", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'submitted')", name=op.f("ck_mark_sheet_state")),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_mark_sheet_appointment_id_appointment"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_mark_sheet_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_sheet")),
        sa.UniqueConstraint(
            "appointment_id", "work_code", name=op.f("uq_mark_sheet_appointment_id_work_code")
        ),
    )
    with op.batch_alter_table("mark_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mark_sheet_event_id_work_code"), ["event_id", "work_code"], unique=False
        )
    op.create_table(
        "mark",
        sa.Column("sheet_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("aspect_id", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("label", sa.String(length=60), nullable=True),
        sa.Column("first_value", sa.BigInteger(), nullable=True),
        sa.Column("first_label", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(value is null) <> (label is null)", name=op.f("ck_mark_value_or_label")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["mark_sheet.id"], name=op.f("fk_mark_sheet_id_mark_sheet")
        ),
        sa.PrimaryKeyConstraint("sheet_id", "aspect_id", name=op.f("pk_mark")),
    )
    op.create_table(
        "mark_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("aspect_id", sa.String(length=40), nullable=False),
        sa.Column("old_value", sa.BigInteger(), nullable=True),
        sa.Column("old_label", sa.String(length=60), nullable=True),
        sa.Column("new_value", sa.BigInteger(), nullable=True),
        sa.Column("new_label", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mark_change_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["mark_sheet.id"], name=op.f("fk_mark_change_sheet_id_mark_sheet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_change")),
    )
    with op.batch_alter_table("mark_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mark_change_sheet_id"), ["sheet_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mark_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mark_change_sheet_id"))
    op.drop_table("mark_change")
    op.drop_table("mark")
    with op.batch_alter_table("mark_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mark_sheet_event_id_work_code"))
    op.drop_table("mark_sheet")
    with op.batch_alter_table("difficulty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_difficulty_event_id"))
    op.drop_table("difficulty")
    with op.batch_alter_table("deduction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deduction_event_id"))
        batch_op.drop_index(batch_op.f("ix_deduction_entry_id"))
    op.drop_table("deduction")
    with op.batch_alter_table("blind_code_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blind_code_assignment_event_id"))
    op.drop_table("blind_code_assignment")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_account_id"))
    op.drop_table("entry")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_account_id"))
    op.drop_table("appointment")
