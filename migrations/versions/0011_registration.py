"""Teams, eligibility, places and the waiting list."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATES = "'submitted', 'waiting', 'offered', 'accepted', 'returned', 'declined', 'withdrawn'"
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WHOLE = {
    "sqlite": "length(number) < 10 and number not glob '*[^0-9]*'",
    "postgresql": "length(number) < 10 and number ~ '^[0-9]+$'",
}
KEY = {
    "sqlite": "substr('0' || length(number), -2) || number",
    "postgresql": "lpad(length(number)::text, 2, '0') || number",
}


def upgrade() -> None:
    _add_columns()
    _fill_columns()
    _bind_columns()
    _create_rules()
    _create_entrants()
    _create_drafts()
    _create_liftings()


def downgrade() -> None:
    for table in (
        "eligibility_change",
        "condition_lifting",
        "entry_draft",
        "entrant",
        "registration_rules",
    ):
        op.drop_table(table)
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_entry_state"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_entry_unit_id_organisation"), type_="foreignkey")
        for columns in INDEXES:
            batch_op.drop_index(batch_op.f(f"ix_entry_{'_'.join(columns)}"))
        for column in _columns():
            batch_op.drop_column(column.name)


INDEXES = (
    ("unit_id",),
    ("event_id", "number_key"),
    ("event_id", "serial"),
    ("event_id", "state", "standing", "number_key"),
    ("event_id", "unit_key", "state"),
    ("event_id", "problems"),
    ("offer_until",),
)


def _columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("number_key", sa.String(length=22), nullable=False, server_default=""),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_key", sa.String(length=130), nullable=False, server_default=""),
        sa.Column("queue_number", sa.Integer(), nullable=True),
        sa.Column("offer_until", MOMENT, nullable=True),
        sa.Column("ended", sa.String(length=12), nullable=False, server_default=""),
        sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("rules_number", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failed", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("problems", sa.Integer(), nullable=False, server_default="0"),
    )


def _add_columns() -> None:
    with op.batch_alter_table("entry", schema=None) as batch_op:
        for column in _columns():
            batch_op.add_column(column)


def _fill_columns() -> None:
    name = op.get_bind().dialect.name
    op.execute(sa.text(f"UPDATE entry SET number_key = {KEY[name]}"))  # noqa: S608 -- our own text
    op.execute(
        sa.text(f"UPDATE entry SET serial = CAST(number AS INTEGER) WHERE {WHOLE[name]}")  # noqa: S608 -- our own text
    )
    op.execute(sa.text("UPDATE entry SET unit_key = lower(replace(unit, ' ', ''))"))


def _bind_columns() -> None:
    with op.batch_alter_table("entry", schema=None) as batch_op:
        for column in _columns():
            if column.server_default is not None:
                batch_op.alter_column(column.name, server_default=None)
        batch_op.create_foreign_key(
            batch_op.f("fk_entry_unit_id_organisation"), "organisation", ["unit_id"], ["id"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_entry_state"), f"state in ({STATES})")
        for columns in INDEXES:
            index = batch_op.f(f"ix_entry_{'_'.join(columns)}")
            batch_op.create_index(index, list(columns), unique=False)


def _create_rules() -> None:
    op.create_table(
        "registration_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_rules_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_registration_rules_made_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_rules")),
        sa.UniqueConstraint(
            "event_id", "number", name=op.f("uq_registration_rules_event_id_number")
        ),
    )


def _create_entrants() -> None:
    op.create_table(
        "entrant",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "role in ('captain', 'member', 'substitute', 'coach')", name=op.f("ck_entrant_role")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entrant_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_entrant_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entrant")),
    )
    op.create_index(op.f("ix_entrant_entry_id_position"), "entrant", ["entry_id", "position"])
    op.create_index(op.f("ix_entrant_person_id"), "entrant", ["person_id"])


def _create_drafts() -> None:
    op.create_table(
        "entry_draft",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_entry_draft_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_entry_draft_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_draft")),
        sa.UniqueConstraint(
            "account_id", "event_id", name=op.f("uq_entry_draft_account_id_event_id")
        ),
    )
    op.create_index(op.f("ix_entry_draft_event_id"), "entry_draft", ["event_id"])


def _create_liftings() -> None:
    op.create_table(
        "condition_lifting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("condition_key", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_condition_lifting_entry_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_condition_lifting_made_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition_lifting")),
        sa.UniqueConstraint(
            "entry_id", "condition_key", name=op.f("uq_condition_lifting_entry_id_condition_key")
        ),
    )
    op.create_table(
        "eligibility_change",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("rules_number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_eligibility_change_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_eligibility_change_entry_id_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_change")),
    )
    op.create_index(
        op.f("ix_eligibility_change_event_id_id"), "eligibility_change", ["event_id", "id"]
    )
    op.create_index(op.f("ix_eligibility_change_entry_id"), "eligibility_change", ["entry_id"])
