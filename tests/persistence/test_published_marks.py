"""What tells kept pages that a ranking is public must be true on both databases at once."""

from competition.persistence.db import db
from competition.persistence.queries.publications import mark_reader
from tests.rankings import a_marked_event, publish, retract


def test_the_mark_of_a_ranking_is_there_from_publication_to_retraction(app, act):
    with act() as uow:
        event = a_marked_event(uow)
    with app.app_context():
        read = mark_reader(db.engine)

    before = read(event)
    publish(act, event)
    public = read(event)
    retract(act, event)

    assert before is None
    assert public is not None
    assert (read(event), read(event + 1)) == (None, None)


def test_a_ranking_published_again_has_another_mark(app, act):
    with act() as uow:
        event = a_marked_event(uow)
    with app.app_context():
        read = mark_reader(db.engine)

    publish(act, event)
    first = read(event)
    retract(act, event)
    publish(act, event)

    assert read(event) != first
