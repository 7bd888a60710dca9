"""Reads every page a person can reach by following links, within limits that keep a sweep short."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.http.response import HttpResponseBase
from django.test import Client

LINK = re.compile(r"""\s(?:href|src|action|hx-get|data-upload)="([^"#]*)""")
SKIPPED = ("/static/", "/account/logout/", "/data/")
MOST_PARAMETERS = 1  # combinations of filters lead to the same rows again


@dataclass(frozen=True)
class Seen:
    """One answer, as text."""

    address: str
    status: int
    headers: str
    body: str

    @property
    def whole(self) -> str:
        """Headers and body."""
        return f"{self.headers}\n{self.body}"


def read(client: Client, address: str, **headers: str) -> Seen:
    """One GET, streamed files included."""
    return seen(address, client.get(address, headers=headers or None))


def seen(address: str, response: HttpResponseBase) -> Seen:
    """An answer as text."""
    content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return Seen(address, response.status_code, headers, content.decode("utf-8", "replace"))


def links(page: Seen) -> Iterator[str]:
    """Addresses on this host that the page leads to, without fragments."""
    location = re.search(r"^Location: (.*)$", page.headers, re.MULTILINE)
    for found in [*LINK.findall(page.body), *([location[1]] if location else [])]:
        target = urlsplit(urljoin(page.address, unescape(found).strip()))
        if target.scheme or target.netloc or target.path.startswith(SKIPPED) or "next=" in target.query:
            continue
        yield target.path + (f"?{target.query}" if target.query else "")


def crawl(client: Client, seeds: Iterable[str], most: int) -> Iterator[Seen]:
    """Every seed, then what they link to, breadth first, at most so many pages beyond the seeds."""
    waiting, known = deque(seeds), set(seeds)
    extra = most
    while waiting:
        page = read(client, waiting.popleft())
        yield page
        for address in links(page) if extra else ():
            if extra and address not in known and address.count("=") <= MOST_PARAMETERS:
                known.add(address)
                waiting.append(address)
                extra -= 1


CHANGING = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r"^(X-Request-Id|Set-Cookie|Content-Length): .*$", re.MULTILINE),
    re.compile(r"[0-9a-f]{12}(?=\s*</)"),  # the reference on an error page
    re.compile(r'"reference": "[0-9a-f]*"'),
    re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"),  # an upload form's own id
)


def steady(page: Seen, **names: str) -> str:
    """The answer without what differs from request to request; the named texts are replaced by their names."""
    text = f"{page.status}\n{page.whole}"
    for pattern in CHANGING:
        text = pattern.sub("", text)
    for name, value in names.items():
        text = text.replace(value, name)
    return text
