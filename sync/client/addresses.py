"""Which addresses a hub may have: TLS anywhere, plain HTTP on this machine only.

Envelope bodies are readable to whoever carries them, so a plain address elsewhere needs the
administrator's word (``docs/decisions/0004-signatures-and-wire.md``).
"""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from fieldapp.domain.problems import Refusal


def hub_address(text: str, *, allows_plain: bool = False) -> str | Refusal:
    """Return a typed address as ``scheme://host[:port][/path]`` without a slash at its end.

    Without a scheme it is taken for https. Refusals: ``hub_address_malformed``, ``hub_address_plain``.
    """
    typed = text.strip()
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return Refusal(code="hub_address_malformed")
    if host is None or not _is_bare(parts):
        return Refusal(code="hub_address_malformed")
    if parts.scheme == "http" and not allows_plain and not is_loopback(host):
        return Refusal(code="hub_address_plain")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def _is_bare(parts: SplitResult) -> bool:
    """Whether an address names a server and nothing else: no user, no query."""
    extras = (parts.username, parts.password, parts.query, parts.fragment)
    return parts.scheme in ("https", "http") and not any(extras) and "@" not in parts.netloc


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
