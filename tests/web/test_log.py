"""Log lines never carry an ID number, wherever it came from."""

import logging
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from competition.app import CarefulFormatter


def failed_with(number):
    try:
        raise ValueError(f"no such person: {number}")
    except ValueError:
        return sys.exc_info()


def test_an_id_number_is_starred_out_of_the_text_and_of_the_trace():
    trace = failed_with("110101199003074514")
    record = logging.LogRecord("a", logging.ERROR, "", 1, "row %s", ("11010119900307451X",), trace)

    line = CarefulFormatter(logging.BASIC_FORMAT).format(record)

    assert line.startswith("ERROR:a:row 11****************\n")
    assert "ValueError: no such person: 11****************" in line
    assert "1990" not in line


def test_the_log_of_the_application_is_written_that_way(app):
    formatters = [handler.formatter for handler in logging.getLogger().handlers]

    assert {type(formatter) for formatter in formatters} == {CarefulFormatter}


def test_a_statement_that_fails_does_not_tell_what_somebody_wrote(act):
    with pytest.raises(DBAPIError) as failed, act() as uow:
        uow.session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "李秀英"})

    assert "nowhere" in str(failed.value)
    assert "李秀英" not in str(failed.value)
