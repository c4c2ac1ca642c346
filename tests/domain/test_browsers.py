import pytest

from competition.domain.browsers import browser_name

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (Linux; Android 14) Chrome/116 Mobile MicroMessenger/8.0.50"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome · Windows"),
        (WECHAT, "微信 WeChat · Android"),
        ("Firefox", "Firefox"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent, name):
    assert browser_name(agent) == name
