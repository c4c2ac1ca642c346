"""Second factors, invitations, password resets and other ways to sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEW = (
    "external_identity",
    "one_time_secret",
    "invitation",
    "delegation",
    "recovery_code",
    "second_factor",
)


def key(table):
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def account(table, column):
    name = op.f(f"fk_{table}_{column}_account")
    return sa.ForeignKeyConstraint([column], ["account.id"], name=name)


def number(name="id", *, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable)


def moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name, length, *, nullable=False):
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def sealed(name, *, nullable=False):
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def upgrade() -> None:
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("stage", sa.String(length=10), nullable=False, server_default="open")
        )
        batch_op.add_column(moment("factor_at", nullable=True))
        batch_op.add_column(text("browser_index", 64, nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_account_session_stage"), "stage in ('factor', 'open')"
        )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.alter_column("stage", existing_type=sa.String(length=10), server_default=None)
    with op.batch_alter_table("role_assignment", schema=None) as batch_op:
        batch_op.add_column(moment("valid_from", nullable=True))
        batch_op.add_column(moment("valid_until", nullable=True))
    make_factors()
    make_lending()
    make_links()


def make_factors() -> None:
    op.create_table(
        "second_factor",
        number("account_id"),
        sealed("secret_sealed"),
        moment("made_at"),
        moment("confirmed_at", nullable=True),
        number("last_step"),
        account("second_factor", "account_id"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        number(),
        number("account_id"),
        text("digest", 64),
        moment("used_at", nullable=True),
        account("recovery_code", "account_id"),
        key("recovery_code"),
        sa.UniqueConstraint(
            "account_id", "digest", name=op.f("uq_recovery_code_account_id_digest")
        ),
    )


def make_lending() -> None:
    op.create_table(
        "delegation",
        number(),
        number("assignment_id"),
        number("delegate_id"),
        text("scope_kind", 20),
        number("scope_id"),
        moment("valid_from"),
        moment("valid_until"),
        text("reason", 200),
        moment("made_at"),
        moment("ended_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["role_assignment.id"],
            name=op.f("fk_delegation_assignment_id_role_assignment"),
        ),
        account("delegation", "delegate_id"),
        key("delegation"),
    )
    op.create_index(op.f("ix_delegation_delegate_id"), "delegation", ["delegate_id"])
    op.create_index(op.f("ix_delegation_assignment_id"), "delegation", ["assignment_id"])
    op.create_table(
        "invitation",
        number(),
        text("token_digest", 64),
        text("invited_index", 64),
        sealed("invited_sealed"),
        text("role", 20),
        text("scope_kind", 20),
        number("scope_id"),
        moment("role_until", nullable=True),
        number("invited_by", nullable=True),
        moment("made_at"),
        moment("expires_at"),
        moment("accepted_at", nullable=True),
        number("accepted_by", nullable=True),
        moment("revoked_at", nullable=True),
        account("invitation", "invited_by"),
        account("invitation", "accepted_by"),
        key("invitation"),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitation_token_digest")),
    )
    op.create_index(op.f("ix_invitation_invited_index"), "invitation", ["invited_index"])


def make_links() -> None:
    op.create_table(
        "one_time_secret",
        number(),
        text("purpose", 20),
        text("digest", 64),
        number("account_id"),
        moment("made_at"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        sa.CheckConstraint(
            "purpose in ('password', 'phone')", name=op.f("ck_one_time_secret_purpose")
        ),
        account("one_time_secret", "account_id"),
        key("one_time_secret"),
    )
    op.create_index(op.f("ix_one_time_secret_digest"), "one_time_secret", ["digest"])
    op.create_index(op.f("ix_one_time_secret_account_id"), "one_time_secret", ["account_id"])
    op.create_table(
        "external_identity",
        number(),
        number("account_id"),
        text("issuer", 200),
        text("subject", 255),
        moment("linked_at"),
        account("external_identity", "account_id"),
        key("external_identity"),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_external_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_external_identity_account_id"), "external_identity", ["account_id"])


def downgrade() -> None:
    for table in NEW:
        op.drop_table(table)
    with op.batch_alter_table("role_assignment", schema=None) as batch_op:
        batch_op.drop_column("valid_until")
        batch_op.drop_column("valid_from")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_account_session_stage"), type_="check")
        batch_op.drop_column("browser_index")
        batch_op.drop_column("factor_at")
        batch_op.drop_column("stage")
