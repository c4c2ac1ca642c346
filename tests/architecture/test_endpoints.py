"""Nobody reaches a page by forgetting to guard it."""

from werkzeug.routing.converters import NumberConverter

PUBLIC = {
    "static",
    "home.home",
    "language.switch",
    "account.sign_in",
    "account.sign_out",
    "account.register",
    "account.ask_reset",
    "account.confirm_phone",
    "account.start_identity",
    "account.finish_identity",
    "account.connect_identity",
    "account.reset_password",
}
"""What anyone may open, besides the blueprints `public` and `styleguide`."""
OPEN_BLUEPRINTS = {"public", "styleguide"}


def guarded(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC or rule.endpoint.split(".")[0] in OPEN_BLUEPRINTS:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, url_of(rule)


def test_every_page_but_the_public_ones_asks_for_sign_in(app):
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()

    let_through = [
        (endpoint, method)
        for endpoint, method, url in guarded(app)
        if not leads_to_sign_in(client.open(url, method=method))
    ]

    assert let_through == []


def leads_to_sign_in(answer):
    return answer.status_code == 302 and answer.location.startswith("/account/sign-in")


def test_every_form_that_changes_something_asks_for_its_token(app, client):
    app.config["WTF_CSRF_ENABLED"] = True

    without_token = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods
        and rule.endpoint != "language.switch"
        and client.post(url_of(rule)).status_code != 400
    ]

    assert without_token == []


def url_of(rule):
    """An address of the endpoint: number 1, or the first of the words that it allows."""
    values = {
        name: min(getattr(converter, "items", ["1"])) if not is_number(converter) else 1
        for name, converter in rule._converters.items()
    }
    return rule.build(values, append_unknown=False)[1]


def is_number(converter):
    return isinstance(converter, NumberConverter)


def test_public_pages_start_no_session(client):
    for url in ("/", "/events"):
        answer = client.get(url)
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)


def test_every_answer_carries_the_strict_policy(client):
    for url in ("/", "/nowhere", "/account/sign-in"):
        policy = client.get(url).headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
