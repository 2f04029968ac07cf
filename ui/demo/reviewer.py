"""A reviewer at the hub's console: signs in, reads the lists and decides, by the same forms a browser sends."""

import re
from collections.abc import Collection
from html import unescape

import httpx

from fieldapp.errors import KnownError

_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_ROW = re.compile(r'<tr data-href="/records/([^"]+)">(.*?)</tr>', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
_MOST = 100
"""Records in one form: what a person picks from one page."""


class Reviewer:
    """One signed-in reviewer."""

    def __init__(self, url: str, name: str, password: str) -> None:
        """Sign in; ``KnownError("demo_review_failed")`` when the console does not let us in."""
        self._client = httpx.Client(base_url=url, timeout=60)
        token = self._token(self._client.get("/login").text)
        self._client.post("/login", data={"csrf": token, "name": name, "password": password})
        if "/login" in str(self._client.get("/review", follow_redirects=True).url):
            raise KnownError("demo_review_failed", step="login")

    def waiting(self, page: str = "/review") -> dict[str, str]:
        """Return the records of a list with the words of their row."""
        html = self._client.get(page, follow_redirects=True).text
        return {rec: unescape(_TAGS.sub(" ", row)) for rec, row in _ROW.findall(html)}

    def decide(self, action: str, recs: list[str], page: str = "/review", **more: str) -> None:
        """Send one decision for these records, as many forms as it takes."""
        for start in range(0, len(recs), _MOST):
            token = self._token(self._client.get(page, follow_redirects=True).text)
            form = {"csrf": token, "back": page, "action": action, "rec": recs[start : start + _MOST], **more}
            answer = self._client.post("/decide", data=form)
            if "said=done" not in answer.headers.get("location", ""):
                raise KnownError("demo_review_failed", step=action)

    def everything(self, action: str, page: str = "/review", but: Collection[str] = (), **more: str) -> int:
        """Decide page by page until nothing is left but the named records; return how many."""
        done = 0
        while recs := [rec for rec in self.waiting(page) if rec not in but]:
            self.decide(action, recs, page, **more)
            done += len(recs)
        return done

    def download(self, path: str) -> bytes:
        """Fetch a file of the console."""
        answer = self._client.get(path, follow_redirects=True)
        answer.raise_for_status()
        return answer.content

    def close(self) -> None:
        """Leave."""
        self._client.close()

    @staticmethod
    def _token(html: str) -> str:
        found = _CSRF.search(html)
        if found is None:
            raise KnownError("demo_review_failed", step="form")
        return found.group(1)
