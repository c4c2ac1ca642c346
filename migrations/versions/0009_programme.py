"""The annual programme and the public pages of its competitions."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "occupation",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("figures", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("trades", sa.Text(), nullable=False),
        sa.Column("levels", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_occupation")),
        sa.UniqueConstraint("figures", name=op.f("uq_occupation_figures")),
    )
    with op.batch_alter_table("occupation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_occupation_name"), ["name"], unique=False)
    op.create_table(
        "industry",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_industry")),
        sa.UniqueConstraint("name", name=op.f("uq_industry_name")),
    )


def downgrade() -> None:
    op.drop_table("industry")
    with op.batch_alter_table("occupation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_occupation_name"))
    op.drop_table("occupation")
