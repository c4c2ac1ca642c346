"""flask retention run: what is due goes, or is only said."""

from datetime import date

from tests.factories import an_entry, an_event


def test_what_is_due_is_said_first_and_then_taken_away(app, act):
    with act() as uow:
        an_entry(uow, an_event(uow, state="published", held_on=date(2016, 6, 30)))
    runner = app.test_cli_runner()

    said = runner.invoke(args=["retention", "run", "--dry-run"])
    done = runner.invoke(args=["retention", "run"])
    again = runner.invoke(args=["retention", "run", "--dry-run"])

    assert said.output == "names: 1 (competition 1)\nDue: 1\n"
    assert done.output == "names: 1 (competition 1)\nRun 1 is done.\n"
    assert again.output == "Due: 0\n"
