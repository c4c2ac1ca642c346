import ast
from pathlib import Path

from flask_babel import force_locale
from sqlalchemy import update

from competition.domain.permissions import Role
from competition.persistence.models.audit import AuditRecordRow
from competition.web.steward.detail_words import LABELS, detail_lines
from tests.factories import a_role, an_account


def a_steward(act):
    with act() as uow:
        account_id = an_account(uow, name="监督员")
        a_role(uow, account_id, Role.STEWARD)
        uow.audit("role.granted", f"account:{account_id}", role="steward")
    return account_id


def test_a_steward_reads_the_trail_in_words(sign_in, act):
    page = sign_in(a_steward(act)).get("/steward/audit")

    assert page.status_code == 200
    assert "授予角色" in page.text
    assert "角色</span>：监督仲裁" in page.text


def test_a_steward_proves_the_trail_whole_or_sees_what_is_not(sign_in, act):
    client = sign_in(a_steward(act))
    assert "审计链完整" in client.post("/steward/audit/verify").text

    with act() as uow:
        uow.session.execute(update(AuditRecordRow).values(action="nothing.happened"))

    answer = client.post("/steward/audit/verify").text
    assert "account:1#1" in answer
    assert "审计链完整" not in answer


def kept_beside_deeds():
    """The names of all that services keep beside a deed, where they are written there."""
    for path in Path("competition/services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"uow.audit", "_audit"}:
                yield from (word.arg for word in node.keywords if word.arg)


def test_all_that_is_kept_beside_a_deed_has_words():
    assert set(kept_beside_deeds()) - set(LABELS) == set()


def test_what_is_kept_as_a_code_is_read_as_words(app):
    kept = {
        "step": "safety",
        "field": "judges",
        "level": "district",
        "scope": "installation:0",
        "plan": {"starts_on": "2026-05-01"},
    }
    with app.test_request_context(), force_locale("zh_CN"):
        assert list(detail_lines(kept)) == [
            ("申报步骤", "安全与应急"),
            ("栏目", "裁判人数"),
            ("级别", "区级"),
            ("范围", "全平台"),
            ("开始日期", "2026年5月1日（周五）"),
        ]
