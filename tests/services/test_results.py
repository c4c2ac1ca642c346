import hashlib
import json
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from competition.domain.bundles import read_bundle
from competition.domain.computing import compute
from competition.domain.entries import Deduction, Standing
from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.permissions import VISITOR
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.judging import MarkRow, MarkSheetRow
from competition.persistence.models.publications import PublicationRow, PublishedResultRow
from competition.services import deductions, entries, results
from tests.factories import a_scheme, an_entry, judge_of
from tests.services.house import House, marked_house


def preview(house):
    with house.act(house.organiser) as uow:
        return results.preview_results(uow, house.event)


def publish(house, remark="", **more):
    with house.act(house.organiser) as uow:
        return results.publish_results(uow, house.event, remark, **more)


def count(house, model):
    with house.act() as uow:
        return uow.session.scalar(select(func.count()).select_from(model))


def places(found):
    return [(line.result.entry, line.result.place, line.result.total) for line in found.lines]


def test_ranks_by_marks_decoded_to_their_entries(act):
    house = marked_house(act)

    found = preview(house)

    assert places(found) == [
        ("1", 1, Decimal("78.80")),
        ("2", 2, Decimal("75.80")),
        ("3", 3, Decimal("72.80")),
    ]
    assert (found.issues, found.open, found.changes) == ((), 0, ())


def test_the_record_holds_deductions_difficulties_and_standings(act):
    house = marked_house(act)
    with act(house.organiser) as uow:
        deductions.enter_deduction(uow, house.event, Deduction("1", Decimal("2"), "B", "超时"))
        deductions.enter_difficulty(uow, house.event, "2", "B1", Decimal("1.1"))
        entry = entries.list_entries(uow, house.event, entries.EntryFilter()).entries[2]
        entries.set_standing(uow, house.event, entry.id, Standing.DISQUALIFIED, "违纪")

    with act(house.organiser) as uow:
        record = results.record_of_event(uow, house.event)

    assert record.deductions == (Deduction("1", Decimal("2"), "B", "超时"),)
    assert [(d.entry, d.aspect, d.value) for d in record.difficulties] == [
        ("2", "B1", Decimal("1.1"))
    ]
    assert [entry.standing.value for entry in record.entries][2] == "disqualified"
    assert record.marks.judges == ["J1"]


def test_only_accepted_entries_take_part(act):
    house = marked_house(act)
    with act() as uow:
        an_entry(uow, house.event, "99", state="declined")

    assert [line.result.entry for line in preview(house).lines] == ["1", "2", "3"]


def test_a_missing_mark_is_open_and_never_zero(act):
    house = marked_house(act)
    with act() as uow:
        uow.session.execute(
            MarkRow.__table__.delete().where(MarkRow.aspect_id == "B1", MarkRow.sheet_id == 1)
        )

    found = preview(house)

    (line,) = [line for line in found.lines if line.open]
    assert (line.result.place, line.result.total) == (None, None)
    assert [(item.aspect, item.why.value) for item in line.open] == [("B1", "missing")]
    assert [issue.rule for issue in found.issues] == ["PUB-02"]


def test_publishing_freezes_bundle_digest_lines_and_explanations(act):
    house = marked_house(act)

    published = publish(house, "现场公布")

    with act() as uow:
        row = uow.session.scalars(select(PublicationRow)).one()
        lines = uow.session.scalars(
            select(PublishedResultRow).order_by(PublishedResultRow.position)
        ).all()
        assert hashlib.sha256(row.bundle).hexdigest() == row.digest == published.digest
        assert [(x.entry_number, x.name, x.place, x.total) for x in lines] == [
            ("1", "选手1", 1, "78.80"),
            ("2", "选手2", 2, "75.80"),
            ("3", "选手3", 3, "72.80"),
        ]
        assert {line.explanation["format"] for line in lines} == {"explanation/1"}
        assert lines[0].document["advances"] is True
    assert house.actions()[-1] == "results.published"


def test_the_bundle_computes_to_what_was_published_and_names_nobody(act):
    house = marked_house(act)
    publish(house)

    with act() as uow:
        bundle = uow.session.scalars(select(PublicationRow.bundle)).one()
    document = json.loads(bundle)
    record, issues = read_bundle(document)

    assert issues == []
    assert [(r.entry, r.place) for r in compute(record).results] == [("1", 1), ("2", 2), ("3", 3)]
    assert "选手" not in bundle.decode()


def test_flask_compute_verifies_the_published_bundle(app, act, tmp_path):
    house = marked_house(act)
    publish(house)
    path = tmp_path / "bundle.json"
    with act() as uow:
        path.write_bytes(uow.session.scalars(select(PublicationRow.bundle)).one())

    verdict = app.test_cli_runner().invoke(args=["compute", "--verify", str(path)])

    assert (verdict.exit_code, verdict.exception) == (0, None)


def test_pub_02_something_open_needs_a_remark(act):
    house = marked_house(act)
    with act() as uow:
        uow.session.execute(update(MarkSheetRow).values(state="open"))

    with pytest.raises(RuleViolation) as refusal:
        publish(house, " ")

    assert (refusal.value.rule, refusal.value.field) == ("PUB-02", "remark")
    assert (count(house, PublicationRow), count(house, PublishedResultRow)) == (0, 0)
    assert publish(house, "裁判已口头确认").number == 1


def test_pub_01_an_event_without_any_place_is_not_published(act):
    house = House(act)
    house.enter("1")
    house.appoint("J1")
    house.hand_out()

    with pytest.raises(RuleViolation) as refusal:
        publish(house, "等待补评")

    assert refusal.value.rule == "PUB-01"


def test_pub_05_policies_that_name_a_lost_module_compute_nothing(act):
    house = marked_house(act, policies={"ties": ["module:B"]})
    lone = {
        "modules": [{"id": "A", "title": "x", "items": [{"id": "A1", "kind": "score", "max": "9"}]}]
    }
    with act() as uow:
        a_scheme(uow, house.event, lone, number=2)

    with pytest.raises(RuleViolation) as refusal:
        preview(house)

    assert refusal.value.rule == "PUB-05"


def test_publishes_exactly_what_was_previewed(act):
    house = marked_house(act)
    seen = preview(house).digest
    with act() as uow:
        uow.session.execute(
            update(MarkRow).where(MarkRow.aspect_id == "A1").values(value=Decimal(1))
        )

    with pytest.raises(Conflict, match="changed since your preview"):
        publish(house, seen=seen)

    assert count(house, PublicationRow) == 0
    assert publish(house, seen=preview(house).digest).entries == 3


def test_of_two_organisers_who_publish_at_once_one_wins(act):
    house = marked_house(act)
    gate, outcome = Barrier(2), []

    def try_to_publish():
        gate.wait()
        try:
            outcome.append(publish(house).number)
        except Conflict as conflict:
            outcome.append(conflict.message)

    threads = [Thread(target=try_to_publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, outcome)) == ["1", "The ranking was published meanwhile."]
    assert count(house, PublicationRow) == 1


def test_retracting_opens_marking_again_and_keeps_the_reason(act):
    house = marked_house(act)
    publish(house)

    with act(house.organiser) as uow:
        results.retract_results(uow, house.event, "复核发现漏评")

    with act() as uow:
        row = uow.session.scalars(select(PublicationRow)).one()
        assert uow.session.scalars(select(EventRow.state)).one() == "marking"
        assert (row.retract_reason, row.retracted_at is None) == ("复核发现漏评", False)
    assert house.actions()[-1] == "results.retracted"


def test_pub_03_retracting_needs_a_reason_and_something_published(act):
    house = marked_house(act)
    with act(house.organiser) as uow, pytest.raises(RuleViolation) as unpublished:
        results.retract_results(uow, house.event, "理由")
    publish(house)

    with act(house.organiser) as uow, pytest.raises(RuleViolation) as unreasoned:
        results.retract_results(uow, house.event, " ")

    assert (unpublished.value.rule, unreasoned.value.rule) == ("PUB-03", "PUB-03")


def test_pub_04_the_next_preview_shows_what_changes(act):
    house = marked_house(act)
    publish(house)
    with act(house.organiser) as uow:
        results.retract_results(uow, house.event, "复核发现漏评")
        deductions.enter_deduction(uow, house.event, Deduction("1", Decimal("5"), None, "超时"))

    found = preview(house)

    assert [(c.entry, c.before.place, c.now.place) for c in found.changes] == [
        ("2", 2, 1),
        ("1", 1, 2),
    ]
    assert publish(house).number == 2


@pytest.mark.parametrize("use", [results.preview_results, results.publish_results])
def test_judges_and_visitors_neither_preview_nor_publish(act, use):
    house = marked_house(act)

    for actor in (VISITOR, judge_of(house.event, chief=True)):
        with act(actor) as uow, pytest.raises(NotPermitted):
            use(uow, house.event)


def test_builds_the_record_with_as_many_queries_for_one_entry_as_for_three(act, count_queries):
    counts = []
    for many in (1, 3):
        house = House(act)
        for number in range(1, many + 1):
            house.enter(str(number))
        house.appoint(f"J{many}")
        house.hand_out()
        for number in range(1, many + 1):
            house.mark(str(number), f"J{many}")
        with act(house.organiser) as uow, count_queries(uow) as seen:
            results.preview_results(uow, house.event)
        counts.append(seen.count)

    assert counts[0] == counts[1]


CHOICE = {
    "modules": [
        {
            "id": "A",
            "title": "x",
            "items": [
                {
                    "id": "A1",
                    "kind": "measurement",
                    "max": "10",
                    "calculation": {"type": "choice", "deduct": {"none": "0", "minor": "2.5"}},
                }
            ],
        }
    ]
}


def test_a_label_chosen_by_a_judge_counts_and_stands_in_the_bundle(act):
    house = House(act, scheme=CHOICE, policies={"ties": []})
    house.enter("1")
    house.appoint("J1")
    house.hand_out()
    with act() as uow:
        uow.session.add(MarkRow(sheet_id=1, aspect_id="A1", label="minor", entered_at=uow.now))
        uow.session.execute(update(MarkSheetRow).values(state="submitted"))

    publish(house)

    with act() as uow:
        document = json.loads(uow.session.scalars(select(PublicationRow.bundle)).one())
    assert document["published"]["results"][0]["total"] == "7.50"
    assert document["marks"] == [{"entry": "1", "item": "A1", "judge": "J1", "value": "minor"}]


def test_what_another_standing_would_change_is_told_and_nothing_is_written(act):
    house = marked_house(act)

    with act(house.organiser) as uow:
        found = results.preview_standing(uow, house.event, "1", Standing.WITHDRAWN)

    changed = {(c.entry, c.outcome.value): (c.before, c.after) for c in found}
    assert changed["2", "place"] == (2, 1)
    assert changed["1", "total"] == (Decimal("78.80"), None)
    assert places(preview(house))[0][:2] == ("1", 1)


def test_before_marking_another_standing_changes_no_ranking(act):
    house = House(act)
    house.enter("1")

    with act(house.organiser) as uow:
        assert results.preview_standing(uow, house.event, "1", Standing.ABSENT) == ()
