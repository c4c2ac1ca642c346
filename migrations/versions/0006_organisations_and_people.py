"""The organisation tree, persons, and who belongs to which unit."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("former_name", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_organisation_change_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_change_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_change")),
    )
    with op.batch_alter_table("organisation_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_change_former_name"), ["former_name"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_organisation_change_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "organisation_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("duty", sa.String(length=60), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_contact_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_contact")),
    )
    with op.batch_alter_table("organisation_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_contact_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("id_kind", sa.String(length=20), nullable=True),
        sa.Column("id_index", sa.String(length=64), nullable=True),
        sa.Column("id_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("sex is null or sex in ('male', 'female')", name=op.f("ck_person_sex")),
        sa.CheckConstraint(
            "(id_index is null) = (id_sealed is null)", name=op.f("ck_person_id_number")
        ),
        sa.CheckConstraint(
            "(phone_index is null) = (phone_sealed is null)", name=op.f("ck_person_phone")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_person_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("account_id", name=op.f("uq_person_account_id")),
        sa.UniqueConstraint("id_index", name=op.f("uq_person_id_index")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_phone_index"), ["phone_index"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "state in ('claimed', 'confirmed', 'refused', 'left')", name=op.f("ck_membership_state")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_membership_answered_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id", "organisation_id", name=op.f("uq_membership_person_id_organisation_id")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id_state_id"),
            ["organisation_id", "state", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_membership_one_unit",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )

    op.create_table(
        "person_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=12), nullable=False),
        sa.Column("before_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("after_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "state in ('done', 'open', 'confirmed', 'refused')",
            name=op.f("ck_person_correction_state"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_person_correction_answered_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_person_correction_made_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_correction_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_correction")),
    )
    with op.batch_alter_table("person_correction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_correction_person_id_state"), ["person_id", "state"], unique=False
        )

    op.create_table(
        "person_dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("given_phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("kind in ('name', 'claim')", name=op.f("ck_person_dispute_kind")),
        sa.CheckConstraint(
            "state in ('open', 'kept', 'taken')", name=op.f("ck_person_dispute_state")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_person_dispute_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_person_dispute_answered_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_person_dispute_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_dispute_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_dispute")),
    )
    with op.batch_alter_table("person_dispute", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_dispute_account_id_state"), ["account_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_person_dispute_organisation_id_state"),
            ["organisation_id", "state"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_person_dispute_person_id_state"), ["person_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_person_dispute_state_id"), ["state", "id"], unique=False
        )

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.String(length=18), nullable=True))
        batch_op.add_column(
            sa.Column("short_name", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("region", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("industry", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("state", sa.String(length=10), nullable=False, server_default="active")
        )
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_index(
            batch_op.f("ix_organisation_kind_name"), ["kind", "name"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_organisation_code"), ["code"])
        batch_op.create_foreign_key(
            batch_op.f("fk_organisation_merged_into_id_organisation"),
            "organisation",
            ["merged_into_id"],
            ["id"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_organisation_state"), "state in ('active', 'closed', 'merged')"
        )


def downgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_organisation_state"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_organisation_merged_into_id_organisation"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_organisation_code"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_kind_name"))
        batch_op.drop_column("version")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("state")
        batch_op.drop_column("industry")
        batch_op.drop_column("region")
        batch_op.drop_column("short_name")
        batch_op.drop_column("code")

    with op.batch_alter_table("person_dispute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_dispute_state_id"))
        batch_op.drop_index(batch_op.f("ix_person_dispute_person_id_state"))
        batch_op.drop_index(batch_op.f("ix_person_dispute_organisation_id_state"))
        batch_op.drop_index(batch_op.f("ix_person_dispute_account_id_state"))

    op.drop_table("person_dispute")
    with op.batch_alter_table("person_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_correction_person_id_state"))

    op.drop_table("person_correction")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_one_unit",
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id_state_id"))

    op.drop_table("membership")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_phone_index"))
        batch_op.drop_index(batch_op.f("ix_person_name"))

    op.drop_table("person")
    with op.batch_alter_table("organisation_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_contact_organisation_id"))

    op.drop_table("organisation_contact")
    with op.batch_alter_table("organisation_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_change_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_change_former_name"))

    op.drop_table("organisation_change")
