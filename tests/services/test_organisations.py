"""The organisation tree: written down, changed with history, merged with all that follows."""

import pytest
from sqlalchemy import select

from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.persistence.models.accounts import RoleRow
from competition.persistence.models.competitions import CompetitionRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.people import MembershipRow
from competition.persistence.references import OWN_WAY, STAYING, columns_to
from competition.services import organisation_merges, organisations
from competition.services.organisations import Contact, OrganisationDraft, OrganisationFilter
from tests.factories import (
    a_competition,
    a_membership,
    a_person,
    a_role,
    an_account,
    an_entry,
    an_event,
    an_organisation,
)

ADMIN = Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))
CODE = "91350100M000100Y43"


def officer_of(uow, organisation_id):
    scope = Scope(ScopeKind.ORGANISATION, organisation_id)
    return Actor(an_account(uow), frozenset({(Role.OFFICER, scope)}))


@pytest.fixture
def tree(act):
    """Ids of a federation, its district, two units there, and a unit of another district."""
    with act() as uow:
        top = an_organisation(uow, "苏城市总工会")
        district = an_organisation(uow, "甲区总工会", "district", top)
        strange = an_organisation(uow, "乙区总工会", "district", top)
        one, two = (an_organisation(uow, name, "unit", district) for name in ("一厂", "二厂"))
        far = an_organisation(uow, "远厂", "unit", strange)
        officer = officer_of(uow, district)
    return {
        "top": top,
        "district": district,
        "one": one,
        "two": two,
        "far": far,
        "officer": officer,
    }


def described(act, organisation_id, actor=ADMIN):
    with act(actor) as uow:
        return organisations.describe_organisation(uow, organisation_id)


def test_an_officer_writes_down_a_unit_in_the_own_district_only(act, tree):
    contact = Contact("陈伟", "工会主席", "13812345678", "chen@example.cn")
    draft = OrganisationDraft("三厂", "unit", tree["district"], CODE, contacts=(contact,))
    with act(tree["officer"]) as uow:
        number = organisations.add_organisation(uow, draft)

    found = described(act, number, tree["officer"])
    assert found.facts.code == CODE
    assert [step.name for step in found.path] == ["苏城市总工会", "甲区总工会", "三厂"]
    assert [c.phone for c in found.contacts] == ["138****5678"]
    with act(tree["officer"]) as uow, pytest.raises(NotPermitted):
        organisations.add_organisation(uow, OrganisationDraft("四厂", "unit", tree["top"]))


def test_org_02_two_organisations_do_not_share_a_code(act, tree):
    with act(ADMIN) as uow:
        organisations.add_organisation(uow, OrganisationDraft("三厂", "unit", None, CODE))
    with act(ADMIN) as uow, pytest.raises(RuleViolation) as refusal:
        organisations.add_organisation(uow, OrganisationDraft("四厂", "unit", None, CODE))

    assert (refusal.value.rule, refusal.value.field) == ("ORG-02", "code")


def edit(act, tree, draft, version=1, actor=None):
    with act(actor or tree["officer"]) as uow:
        organisations.edit_organisation(uow, tree["one"], draft, version, "苏工〔2026〕8号")


def test_a_new_name_is_kept_in_the_history_and_the_former_one_finds_it(act, tree):
    with act() as uow:
        entry = an_entry(uow, an_event(uow), unit="一厂")
        old = an_entry(uow, an_event(uow, state="published"), unit="一厂")
    edit(act, tree, OrganisationDraft("第一机械厂", "unit", tree["district"]))

    with act(ADMIN) as uow:
        changes = organisations.list_changes(uow, tree["one"])
        found = organisations.organisation_options(uow, "unit", "一厂")
        units = [uow.session.get(EntryRow, number).unit for number in (entry, old)]
    assert [(c.kind, c.former_name, c.reason) for c in changes] == [
        ("renamed", "一厂", "苏工〔2026〕8号")
    ]
    assert [line.name for line in found] == ["第一机械厂"]
    assert units == ["第一机械厂", "一厂"]


def test_a_masked_phone_that_comes_back_keeps_the_number(act, tree):
    whole = OrganisationDraft(
        "一厂", "unit", tree["district"], contacts=(Contact("陈伟", "", "13812345678"),)
    )
    edit(act, tree, whole)
    masked = OrganisationDraft(
        "一厂", "unit", tree["district"], contacts=(Contact("陈伟", "主席", "138****5678"),)
    )

    edit(act, tree, masked, described(act, tree["one"]).facts.version)

    assert described(act, tree["one"]).contacts == (Contact("陈伟", "主席", "138****5678"),)


def test_a_stale_form_is_a_conflict_and_a_foreign_officer_is_refused(act, tree):
    draft = OrganisationDraft("一厂", "unit", tree["district"], short_name="一")
    edit(act, tree, draft)

    with pytest.raises(Conflict):
        edit(act, tree, OrganisationDraft("二号厂", "unit", tree["district"]))
    with act() as uow:
        stranger = officer_of(uow, tree["far"])
    with pytest.raises(NotPermitted):
        edit(act, tree, draft, 2, stranger)


def test_moving_a_unit_needs_the_permission_at_the_new_place_too(act, tree):
    with act() as uow:
        industry = an_organisation(uow, "机械工会", "industry", tree["top"])
    draft = OrganisationDraft("一厂", "unit", industry)

    with pytest.raises(NotPermitted):
        edit(act, tree, draft)
    edit(act, tree, draft, actor=ADMIN)

    with act(ADMIN) as uow:
        assert organisations.list_changes(uow, tree["one"])[0].kind == "moved"


def test_lists_by_name_page_by_page_under_an_organisation(act, tree, monkeypatch):
    monkeypatch.setattr(organisations, "PAGE", 1)
    wanted = OrganisationFilter(under=tree["district"])

    with act(tree["officer"]) as uow:
        first = organisations.list_organisations(uow, wanted)
        after = OrganisationFilter(under=tree["district"], after=first.after)
        second = organisations.list_organisations(uow, after)

    names = {line.name for page in (first, second) for line in page.organisations}
    assert (names, first.matching, second.after) == ({"一厂", "二厂"}, 2, None)
    with act(tree["officer"]) as uow, pytest.raises(NotPermitted):
        organisations.list_organisations(uow, OrganisationFilter())


def test_lists_with_as_many_queries_for_one_organisation_as_for_many(act, tree, count_queries):
    counts = []
    for search in ("远厂", ""):
        with act(ADMIN) as uow, count_queries(uow) as seen:
            organisations.list_organisations(uow, OrganisationFilter(search=search))
        counts.append(seen.count)

    assert counts[0] == counts[1]


def test_shows_who_acts_for_a_unit_and_through_which_union(act, tree):
    with act() as uow:
        a_role(
            uow,
            an_account(uow, "钱经办"),
            Role.CLERK,
            Scope(ScopeKind.ORGANISATION, tree["one"]),
        )
        a_role(
            uow,
            an_account(uow, "孙干部"),
            Role.OFFICER,
            Scope(ScopeKind.ORGANISATION, tree["district"]),
        )

    found = described(act, tree["one"])

    assert {(r.name, r.role, r.organisation) for r in found.representatives} == {
        ("钱经办", "clerk", "一厂"),
        ("孙干部", "officer", "甲区总工会"),
    }


def test_org_04_a_merge_moves_people_roles_and_entries_and_is_remembered(act, tree):
    with act() as uow:
        clerk = an_account(uow)
        for unit in ("one", "two"):
            a_role(uow, clerk, Role.CLERK, Scope(ScopeKind.ORGANISATION, tree[unit]))
        both, only = a_person(uow, "甲"), a_person(uow, "乙")
        a_membership(uow, both, tree["one"])
        a_membership(uow, both, tree["two"], "left")
        a_membership(uow, only, tree["one"], "claimed")
        competition = a_competition(uow, organisation_id=tree["one"])
        entry = an_entry(uow, an_event(uow, competition), unit="一厂")
    with act(tree["officer"]) as uow:
        seen = organisation_merges.preview_merge(uow, tree["one"], tree["two"]).moving
        organisation_merges.merge_organisations(uow, tree["one"], tree["two"], "并厂")

    with act() as uow:
        session = uow.session
        belongs = session.execute(
            select(MembershipRow.person_id, MembershipRow.organisation_id, MembershipRow.state)
        )
        assert {tuple(row) for row in belongs} == {
            (both, tree["two"], "confirmed"),
            (only, tree["two"], "claimed"),
        }
        assert session.scalars(select(RoleRow.scope_id)).all() == [tree["two"]]
        assert session.scalar(select(CompetitionRow.organisation_id)) == tree["two"]
        assert session.get(EntryRow, entry).unit == "二厂"
    assert seen == {"competition.organisation_id": 1, "entry.unit": 1, "membership": 2, "role": 1}
    assert described(act, tree["one"]).facts.merged_into_id == tree["two"]
    with act(ADMIN) as uow:
        found = organisations.organisation_options(uow, "unit", "一厂")
    assert [line.name for line in found] == ["二厂"]


def test_org_05_what_was_merged_is_not_changed_or_merged_again(act, tree):
    with act(ADMIN) as uow:
        organisation_merges.merge_organisations(uow, tree["one"], tree["two"], "并厂")

    with pytest.raises(RuleViolation, match="has become part"):
        edit(act, tree, OrganisationDraft("一厂", "unit", tree["district"]), 2)
    with act(ADMIN) as uow, pytest.raises(RuleViolation, match="still at work"):
        organisation_merges.preview_merge(uow, tree["far"], tree["one"])


@pytest.mark.parametrize(
    ("target", "refusal"), [("far", NotPermitted), ("district", RuleViolation)]
)
def test_merging_needs_both_and_one_kind(act, tree, target, refusal):
    with act(tree["officer"]) as uow, pytest.raises(refusal):
        organisation_merges.preview_merge(uow, tree["one"], tree[target])


def test_an_unknown_organisation_is_not_found(act, tree):
    with act(ADMIN) as uow, pytest.raises(NotFound):
        organisations.describe_organisation(uow, 9999)


def test_every_column_that_stays_at_a_merge_exists():
    known = set(columns_to("organisation")) | set(columns_to("person"))

    assert known >= STAYING | OWN_WAY
