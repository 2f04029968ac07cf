"""Against a real socket on this machine: a server that says exactly the bytes a test wants."""

import itertools
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync.client.requests import NoReply, Reply, Request
from sync.client.transport import HttpTransport
from tests.support.times import StoppedClock

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Name: Value\r\n\r\nhi"


@contextmanager
def saying(*pieces: bytes, keeps_open: bool = False, expects: bytes = b"") -> Iterator[tuple[str, list[bytes]]]:
    """Serve one connection: read a request, send the pieces, hang up (or do not)."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []
    over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            request = connection.recv(65536)
            while not request.endswith(expects):
                request += connection.recv(65536)
            heard.append(request)
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked may have had enough
                for piece in pieces:
                    connection.sendall(piece)
            if keeps_open:
                over.wait(10)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
    finally:
        over.set()
        thread.join(10)
        listener.close()


def ask(url: str, *, clock: StoppedClock | None = None, silence: float = 5.0, **changed: object) -> Reply | NoReply:
    with HttpTransport(url, clock or StoppedClock(), silence_seconds=silence) as transport:
        return transport.send(Request(method="GET", url=f"{url}/v1/info", **changed))  # type: ignore[arg-type]  # fields by name


def test_a_reply_comes_back_with_lower_case_headers() -> None:
    with saying(OK) as (url, _):
        reply = ask(url)

    assert isinstance(reply, Reply)
    assert (reply.status, reply.headers["x-name"], reply.body) == (200, "Value", b"hi")


def test_headers_and_body_go_out_as_given() -> None:
    with saying(OK, expects=b"body") as (url, heard), HttpTransport(url, StoppedClock()) as transport:
        transport.send(Request(method="POST", url=f"{url}/v1/batches", headers={"Idempotency-Key": "k1"}, body=b"body"))

    assert heard[0].startswith(b"POST /v1/batches HTTP/1.1\r\n")
    assert b"idempotency-key: k1" in heard[0].lower()
    assert heard[0].endswith(b"\r\n\r\nbody")


def test_a_redirect_is_brought_back_and_not_followed() -> None:
    with saying(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n") as (url, _):
        reply = ask(url)

    assert isinstance(reply, Reply)
    assert reply.status == 302


def test_a_reply_beyond_its_cap_is_not_taken() -> None:
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world") as (url, _):
        assert ask(url, reply_bytes=10) == NoReply("reply_too_large")


def test_a_compressed_reply_is_not_unfolded() -> None:
    bomb = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08"
    with saying(bomb) as (url, _):
        reply = ask(url)

    assert isinstance(reply, Reply)
    assert reply.body == b"\x1f\x8b\x08"


def test_a_cut_in_the_middle_of_a_reply_is_no_reply() -> None:
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf") as (url, _):
        assert ask(url) == NoReply("reply_cut")


def test_something_that_is_not_http_is_no_reply() -> None:
    with saying(b"SSH-2.0-hello\r\n") as (url, _):
        assert ask(url) == NoReply("reply_cut")


def test_a_server_that_says_nothing_is_given_up() -> None:
    with saying(keeps_open=True) as (url, _):
        assert ask(url, silence=0.2) == NoReply("hub_silent")


class HurriedClock(StoppedClock):
    """Each look is so many seconds later."""

    def __init__(self, step: float) -> None:
        super().__init__()
        self._looks, self._step = itertools.count(), step

    def monotonic(self) -> float:
        return next(self._looks) * self._step


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nX-Name: a", b"b"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 102 Processing\r\n\r\n"),
    ],
    ids=["body", "headers", "never a status"],
)
def test_a_reply_that_drips_ends_at_the_deadline(pieces: tuple[bytes, ...]) -> None:
    with saying(*pieces, keeps_open=True) as (url, _):
        assert ask(url, clock=HurriedClock(step=100), silence=60.0) == NoReply("hub_silent")


def test_a_hub_that_says_it_is_at_it_for_ever_is_given_up() -> None:
    with saying(*[b"HTTP/1.1 102 Processing\r\n\r\n"] * 200_000) as (url, _):
        assert ask(url, clock=HurriedClock(step=20)) == NoReply("hub_silent")


def test_the_deadline_reaches_through_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    with saying(b"HTTP/1.1 200 OK\r\nX-Name: a", keeps_open=True) as (url, heard):
        monkeypatch.setenv("HTTP_PROXY", url)
        with HttpTransport("http://hub.invalid", HurriedClock(step=100), silence_seconds=60.0) as transport:
            said = transport.send(Request(method="GET", url="http://hub.invalid/v1/info"))

    assert said == NoReply("hub_silent")
    assert heard[0].startswith(b"GET http://hub.invalid/v1/info ")


def test_nobody_there_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert ask(f"http://127.0.0.1:{port}") == NoReply("hub_unreachable")


def test_a_server_without_tls_behind_an_https_address_is_not_trusted() -> None:
    with saying(b"HTTP/1.1 400 Bad Request\r\n\r\n") as (url, _):
        assert ask(url.replace("http://", "https://")) == NoReply("tls_failed")


def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path_factory: pytest.TempPathFactory) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    chain, key = self_signed(tmp_path_factory)
    context.load_cert_chain(chain, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                context.wrap_socket(connection, server_side=True)
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    url = f"https://localhost:{listener.getsockname()[1]}"

    answer = ask(url)

    thread.join(10)
    listener.close()
    assert answer == NoReply("tls_failed")


def test_an_address_that_is_none_is_no_reply() -> None:
    assert ask("http://127.0.0.1/\x00") == NoReply("reply_cut")


def self_signed(folders: pytest.TempPathFactory) -> tuple[str, str]:
    """Make a certificate for localhost that no authority signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    folder = folders.mktemp("tls")
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(chain), str(secret)
