"""Where webhooks may lead, and how their requests are signed."""

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.webhooks import Target, is_public, read_target, signature


def test_whk_01_a_public_https_address_is_taken_apart():
    target = read_target(" https://app.example.cn/hook?a=1 ", allow_private=False)

    assert target == Target("app.example.cn", 443, "/hook?a=1", is_https=True)


def test_whk_01_a_port_is_kept_and_an_empty_path_is_the_root():
    assert read_target("https://93.184.216.34:8443", allow_private=False) == Target(
        "93.184.216.34", 8443, "/", is_https=True
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "app.example.cn/hook",
        "http://app.example.cn/hook",
        "ftp://app.example.cn/hook",
        "https://",
        "https://user@app.example.cn/",
        "https://user:secret@app.example.cn/",
        "https://app.example.cn/#part",
        "https://app.example.cn:port/",
        "https://[::1/",
        "https://localhost/",
        "https://printer/",
        "https://printer.local/",
        "https://db.internal/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
    ],
)
def test_whk_01_other_addresses_are_refused(url):
    with pytest.raises(RuleViolation) as violation:
        read_target(url, allow_private=False)

    assert (violation.value.rule, violation.value.field) == ("WHK-01", "url")


def test_whk_01_an_installation_may_allow_its_own_network():
    target = read_target("http://127.0.0.1:9000/hook", allow_private=True)

    assert target == Target("127.0.0.1", 9000, "/hook", is_https=False)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_whk_01_public_addresses_are_known(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 -- an address to refuse
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_whk_01_inner_and_wrapped_addresses_are_known(address):
    assert not is_public(address)


def test_whk_02_the_signature_covers_time_and_body():
    signed = signature("secret", 1763800000, b'{"a": 1}')

    digest = "a2b64a021c3e0362202828bbf2361da1fbf2e687a645f0224d8b0c1d6d3e4498"  # by openssl
    assert signed == f"t=1763800000,v1={digest}"
    assert signed != signature("secret", 1763800001, b'{"a": 1}')
    assert signed != signature("other", 1763800000, b'{"a": 1}')
