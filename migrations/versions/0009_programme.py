"""The annual programme and the public pages of its competitions."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "industry",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_industry")),
        sa.UniqueConstraint("name", name=op.f("uq_industry_name")),
    )
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
        "programme_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by"], ["account.id"], name=op.f("fk_programme_edition_published_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_edition")),
        sa.UniqueConstraint("season", "number", name=op.f("uq_programme_edition_season_number")),
    )
    op.create_table(
        "competition_plan",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("occupation_code", sa.String(length=10), nullable=False),
        sa.Column("industry_code", sa.String(length=12), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("host", sa.String(length=120), nullable=False),
        sa.Column("partners", sa.String(length=400), nullable=False),
        sa.Column("entrants", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("copied_from", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_competition_plan_competition_id_competition"),
        ),
        sa.ForeignKeyConstraint(
            ["copied_from"],
            ["competition.id"],
            name=op.f("fk_competition_plan_copied_from_competition"),
        ),
        sa.PrimaryKeyConstraint("competition_id", name=op.f("pk_competition_plan")),
    )
    with op.batch_alter_table("competition_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_competition_plan_industry_code"), ["industry_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_competition_plan_occupation_code"), ["occupation_code"], unique=False
        )
    op.create_table(
        "competition_report",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("analyses", sa.JSON(), nullable=False),
        sa.Column("nominations", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_competition_report_competition_id_competition"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["account.id"], name=op.f("fk_competition_report_written_by_account")
        ),
        sa.PrimaryKeyConstraint("competition_id", name=op.f("pk_competition_report")),
    )
    op.create_table(
        "programme_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_programme_change_competition_id_competition"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_programme_change_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["account.id"], name=op.f("fk_programme_change_requested_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_change")),
    )
    with op.batch_alter_table("programme_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_change_competition_id"), ["competition_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_programme_change_state_requested_at"),
            ["state", "requested_at"],
            unique=False,
        )
    op.create_table(
        "site_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_site_news_competition_id_competition"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["account.id"], name=op.f("fk_site_news_written_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_news")),
    )
    with op.batch_alter_table("site_news", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_news_competition_id_published_at"),
            ["competition_id", "published_at"],
            unique=False,
        )
    op.create_table(
        "site_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_site_page_competition_id_competition"),
        ),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["account.id"], name=op.f("fk_site_page_edited_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_page")),
        sa.UniqueConstraint(
            "competition_id", "kind", name=op.f("uq_site_page_competition_id_kind")
        ),
    )
    op.create_table(
        "site_watch",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_site_watch_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_site_watch_competition_id_competition"),
        ),
        sa.PrimaryKeyConstraint("competition_id", "account_id", name=op.f("pk_site_watch")),
    )
    with op.batch_alter_table("site_watch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_watch_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("site_watch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_watch_account_id"))
    op.drop_table("site_watch")
    op.drop_table("site_page")
    with op.batch_alter_table("site_news", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_news_competition_id_published_at"))
    op.drop_table("site_news")
    with op.batch_alter_table("programme_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_change_state_requested_at"))
        batch_op.drop_index(batch_op.f("ix_programme_change_competition_id"))
    op.drop_table("programme_change")
    op.drop_table("competition_report")
    with op.batch_alter_table("competition_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_competition_plan_occupation_code"))
        batch_op.drop_index(batch_op.f("ix_competition_plan_industry_code"))
    op.drop_table("competition_plan")
    op.drop_table("programme_edition")
    with op.batch_alter_table("occupation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_occupation_name"))
    op.drop_table("occupation")
    op.drop_table("industry")
