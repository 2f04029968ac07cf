"""A simulated IPP printer (RFC 8010, 8011) for a real print server: it can be out of paper, hang, refuse, be gone.

Only what the ipp backend of CUPS asks for. Documents end in ``printed``.
"""

import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PRINT_JOB, _VALIDATE, _CREATE, _SEND, _CANCEL, _JOB, _JOBS, _PRINTER = 2, 4, 5, 6, 8, 9, 10, 11
_OPERATION, _JOB_GROUP, _END, _PRINTER_GROUP = 1, 2, 3, 4
_INTEGER, _BOOLEAN, _ENUM, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME, _NAME = (
    0x21, 0x22, 0x23, 0x44, 0x45, 0x47, 0x48, 0x49, 0x42,
)  # fmt: skip
_PENDING, _HELD, _PROCESSING, _STOPPED, _CANCELED, _COMPLETED = 3, 4, 5, 6, 7, 9
_IDLE, _BUSY, _OUT = 3, 4, 5


@dataclass
class IppPrinter:
    """One printer on a port of its own. Switch ``is_empty`` and ``is_hanging`` at any time."""

    is_empty: bool = False
    is_hanging: bool = False
    printed: list[bytes] = field(default_factory=list)
    jobs: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Listen."""
        printer, self._waiting = self, dict[int, bytes]()

        class Handler(_Handler):
            machine = printer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def uri(self) -> str:
        """Return where the print server finds it."""
        return f"ipp://127.0.0.1:{self._server.server_address[1]}/ipp/print"

    def close(self) -> None:
        """Pull the plug; a second time changes nothing."""
        if not self._thread.is_alive():
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, document: bytes) -> int:
        """Accept a document."""
        number = len(self.jobs) + 1
        self.jobs[number], self._waiting[number] = _PROCESSING, document
        return number

    def state_of(self, number: int) -> int:
        """Return a job's state; one that can be printed is printed now."""
        if self.jobs[number] == _PROCESSING and not self.is_empty and not self.is_hanging and self._waiting[number]:
            self.printed.append(self._waiting[number])
            self.jobs[number] = _COMPLETED
        return self.jobs[number]

    @property
    def reasons(self) -> str:
        """Return the printer's state reasons as keywords."""
        return "media-empty-error" if self.is_empty else "none"


class _Handler(BaseHTTPRequestHandler):
    """Answers one print server."""

    machine: IppPrinter
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:  # the name the server class calls
        """Answer one IPP request."""
        content = self._body()
        version, operation, request = struct.unpack(">HHI", content[:8])
        attributes, document = _read(content)
        groups = self._groups(operation, attributes, document)
        answer = struct.pack(">HHI", version, 0, request) + _head() + groups + bytes([_END])
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""

    def _body(self) -> bytes:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        if "Content-Length" in self.headers:
            return self.rfile.read(int(self.headers["Content-Length"]))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _groups(self, operation: int, attributes: dict[str, bytes], document: bytes) -> bytes:
        machine = self.machine
        if operation == _PRINTER:
            return _printer(machine)
        if operation in (_JOBS, _VALIDATE):
            return b""
        if operation in (_PRINT_JOB, _CREATE):
            number = machine.take(document)
        else:
            number = struct.unpack(">I", attributes["job-id"])[0]
        if operation == _SEND:
            machine._waiting[number] = document
        if operation == _CANCEL and machine.jobs[number] == _PROCESSING:
            machine.jobs[number] = _CANCELED
        return _job(machine, number)


def _read(content: bytes) -> tuple[dict[str, bytes], bytes]:
    """Return the attributes of a request by name, and what follows them."""
    found, place, name = dict[str, bytes](), 8, ""
    while content[place] != _END:
        if content[place] < 0x10:
            place += 1
            continue
        size = struct.unpack(">H", content[place + 1 : place + 3])[0]
        name = content[place + 3 : place + 3 + size].decode() or name
        place += 3 + size
        length = struct.unpack(">H", content[place : place + 2])[0]
        found.setdefault(name, content[place + 2 : place + 2 + length])
        place += 2 + length
    return found, content[place + 1 :]


def _one(tag: int, name: str, value: bytes | str | int) -> bytes:
    if isinstance(value, int):
        value = struct.pack(">b" if tag == _BOOLEAN else ">i", value)
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(data)) + data


def _many(tag: int, name: str, *values: str | int) -> bytes:
    return b"".join(_one(tag, name if place == 0 else "", value) for place, value in enumerate(values))


def _head() -> bytes:
    return (
        bytes([_OPERATION])
        + _one(_CHARSET, "attributes-charset", "utf-8")
        + _one(_LANGUAGE, "attributes-natural-language", "en")
    )


def _printer(machine: IppPrinter) -> bytes:
    busy = any(state == _PROCESSING for state in machine.jobs.values())
    return b"".join([
        bytes([_PRINTER_GROUP]),
        _many(_KEYWORD, "ipp-versions-supported", "1.1", "2.0"),
        _many(_ENUM, "operations-supported", 2, 4, 5, 6, 8, 9, 10, 11),
        _many(_MIME, "document-format-supported", "application/pdf", "application/octet-stream"),
        _one(_MIME, "document-format-default", "application/pdf"),
        _one(_ENUM, "printer-state", _OUT if machine.is_empty else _BUSY if busy else _IDLE),
        _one(_KEYWORD, "printer-state-reasons", machine.reasons),
        _one(_BOOLEAN, "printer-is-accepting-jobs", 1),
        _one(_NAME, "printer-make-and-model", "Simulated card printer"),
        _one(_BOOLEAN, "multiple-document-jobs-supported", 0),
        _one(_CHARSET, "charset-supported", "utf-8"),
        _one(_LANGUAGE, "generated-natural-language-supported", "en"),
    ])  # fmt: skip


def _job(machine: IppPrinter, number: int) -> bytes:
    return b"".join([
        bytes([_JOB_GROUP]),
        _one(_INTEGER, "job-id", number),
        _one(_URI, "job-uri", f"{machine.uri}/{number}"),
        _one(_ENUM, "job-state", machine.state_of(number)),
        _one(_KEYWORD, "job-state-reasons", "none"),
        _one(_INTEGER, "job-impressions-completed", 1),
    ])  # fmt: skip
