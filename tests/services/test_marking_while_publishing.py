"""A mark that was acknowledged is in the ranking that is published after it."""

from threading import Thread

from sqlalchemy import select

from competition.domain.judging import TypedMark
from competition.persistence.models.judging import AppointmentRow
from competition.services import judging, results
from tests.factories import judge_of
from tests.services.house import marked_house

A_WHILE = 0.4


def own_sheet(house):
    with house.act() as uow:
        account = uow.session.scalars(select(AppointmentRow.account_id)).one()
    judge = judge_of(house.event, account)
    with house.act(judge) as uow:
        return judge, judging.list_sheets(uow)[0].sheet_id


def test_publishing_waits_for_a_correction_that_is_under_way(act):
    house = marked_house(act)
    judge, sheet = own_sheet(house)
    published = []

    def publish():
        with act(house.organiser) as uow:
            results.publish_results(uow, house.event)
        published.append(True)

    publisher = Thread(target=publish)
    with act(judge) as uow:
        judging.correct_mark(uow, sheet, TypedMark("A1", "11", 1), "mistyped")
        publisher.start()
        publisher.join(A_WHILE)
        waited = not published
    publisher.join()

    with act(house.organiser) as uow:
        theory = {
            str(line.result.modules["A"].score)
            for line in results.preview_results(uow, house.event).lines
        }
    assert (waited, published) == (True, [True])
    assert "11.00" in theory
