import pytest

from fieldapp.domain.problems import Refusal
from sync.client.addresses import hub_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://hub.example", "https://hub.example"),
        ("hub.example", "https://hub.example"),
        (" https://hub.example/ ", "https://hub.example"),
        ("https://hub.example:8443/union/", "https://hub.example:8443/union"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_put_into_one_form(typed: str, address: str) -> None:
    assert hub_address(typed) == address


@pytest.mark.parametrize("typed", ["http://192.168.1.5:8000", "http://hub.example", "http://127.0.0.1.example"])
def test_plain_http_elsewhere_is_refused(typed: str) -> None:
    result = hub_address(typed)

    assert isinstance(result, Refusal)
    assert result.code == "hub_address_plain"


def test_plain_http_elsewhere_may_be_allowed_by_an_administrator() -> None:
    assert hub_address("http://192.168.1.5:8000", allows_plain=True) == "http://192.168.1.5:8000"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://",
        "ftp://hub.example",
        "https://user@hub.example",
        "https://hub.example?x=1",
        "https://h:99999",
        "https://[::1",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    result = hub_address(typed)

    assert isinstance(result, Refusal)
    assert result.code == "hub_address_malformed"
