"""Find the audit records about one subject without reading its whole chain."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_record_subject_id", "audit_record", ["subject", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_record_subject_id", "audit_record")
