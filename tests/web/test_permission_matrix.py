"""Every endpoint × every member of the cast: who gets in, who does not, in one readable table.

`permission_matrix.csv` holds the answer for each. A new endpoint without a row fails; so does a
row whose endpoint is gone. 2xx and 3xx (but to the sign-in) count as "in", 422 and 409 too: the
door was open, the form was empty. "sign in", 403 and 404 stand for themselves; 404 also for what
the person may not know of.
"""

import csv
from pathlib import Path

import pytest
from werkzeug.routing.converters import NumberConverter

from tests.cast import MEMBERS, a_cast
from tests.stand_ins import TWINS, stand_ins

TABLE = Path(__file__).parent / "permission_matrix.csv"
ELSEWHERE = {"static", "styleguide"}
SHEETS = (("judge.show_sheet", "GET"), ("judge.save_sheet", "POST"), ("judge.save_marks", "POST"))
BODIES = {
    "judge.save_marks": {"json": {"marks": []}},
    "organiser.preview_reviews": {"data": {"do": "accept"}},
    "organiser.decide_reviews": {"data": {"do": "accept"}},
    "organiser.review_entry": {"data": {"do": "accept", "seen": "1.0"}},
}
OWN = {
    "account.lend_role",
    "account.give_back",
    "organiser.show_reviews",
    "organiser.undo_reviews",
}
"""What follows from the own role or the own deed, which nobody else has."""
WORDS = {"number": "0001", "deduction_id": 999, "difficulty_id": 999, "session_id": 999}
WORDS |= {"comment_id": 999, "key": "0" * 32}


def endpoints(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in ELSEWHERE or rule.endpoint == "account.sign_out":
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, method


def address(rule, ids):
    values = {}
    for name, converter in rule._converters.items():
        words = getattr(converter, "items", None)
        number = isinstance(converter, NumberConverter)
        known = {**WORDS, **ids}
        values[name] = known[name] if name in known else (min(words) if words else 1)
        assert not number or isinstance(values[name], int)
    return rule.build(values, append_unknown=False)[1]


def verdict(answer):
    if answer.status_code in {301, 302, 303} and answer.location.startswith("/account/sign-in"):
        return "sign in"
    if answer.status_code in {403, 404}:
        return str(answer.status_code)
    assert answer.status_code < 500, answer.status_code
    return "in"


def part_of(endpoint):
    """The part of the application, by its blueprint, whose endpoints are asked together."""
    return endpoint.split(".")[0]


def seen(app, act, sign_in, asks):
    """What each member meets at each endpoint that `asks`, in the order of the table."""
    cast = a_cast(act)
    others, more = stand_ins(act, cast)
    ids = {**cast.ids, **more, "scope_id": cast.ids["competition_id"]}
    clients = {
        name: app.test_client() if account is None else sign_in(account)
        for name, account in {**cast.members, **others}.items()
    }
    app.config["WTF_CSRF_ENABLED"] = False
    found = {}
    asked = [(rule, method) for rule, method in endpoints(app) if asks(rule.endpoint, method)]
    for rule, method in sorted(asked, key=lambda pair: (pair[0].endpoint, pair[1])):
        url = address(rule, ids)
        found[rule.endpoint, method] = {
            name: verdict(client.open(url, method=method, **BODIES.get(rule.endpoint, {})))
            for name, client in clients.items()
        }
    return found


def expected():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (row["endpoint"], row["method"]): {name: row[name] for name in MEMBERS}
            for row in csv.DictReader(file)
        }


PARTS = sorted({part_of(endpoint) for endpoint, _method in expected()})


def test_every_part_of_the_application_is_in_the_table(app):
    assert sorted({part_of(rule.endpoint) for rule, _method in endpoints(app)}) == PARTS


@pytest.mark.parametrize("part", PARTS)
def test_everybody_meets_exactly_what_the_table_says(app, act, sign_in, part):
    met = seen(app, act, sign_in, lambda endpoint, _method: part_of(endpoint) == part)
    wanted = {asked: row for asked, row in expected().items() if part_of(asked[0]) == part}

    assert sorted(set(met) - set(wanted)) == [], "endpoints without a row"
    assert sorted(set(wanted) - set(met)) == [], "rows without an endpoint"
    strangers = {
        f"{endpoint} {method} {name}": (met[endpoint, method][name], verdict_)
        for (endpoint, method), row in wanted.items()
        for name, verdict_ in row.items()
        if met[endpoint, method][name] != verdict_
    }
    assert strangers == {}
    assert apart_from_twins(app, met) == {}


def apart_from_twins(app, met):
    """Where a stand-in meets something else than the member whose place it takes."""
    of_somebody = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if any(name.endswith("_id") for name in rule.arguments)
    }
    return {
        f"{endpoint} {method} {name}": (row[name], row[twin])
        for (endpoint, method), row in met.items()
        for name, twin in TWINS.items()
        if row[name] != row[twin]
        and endpoint not in OWN
        and (name != "other officer" or endpoint in of_somebody)
    }


def test_nobody_but_the_own_judge_opens_a_mark_sheet(app, act, sign_in):
    met = seen(app, act, sign_in, lambda *asked: asked in SHEETS)

    for asked in SHEETS:
        assert [name for name, verdict_ in met[asked].items() if verdict_ == "in"] == ["judge"]


def test_nobody_lends_the_role_of_another(app, act, sign_in):
    lend = ("account.lend_role", "GET")
    met = seen(app, act, sign_in, lambda *asked: asked == lend)

    assert [name for name, verdict_ in met[lend].items() if verdict_ == "in"] == ["organiser"]
