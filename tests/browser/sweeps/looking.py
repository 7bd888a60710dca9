"""What can be wrong with a page as somebody meets it: axe, sideways scrolling, errors, calls to other hosts."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import CDPSession, ConsoleMessage, Page, Request

AXE = (Path(settings.BASE_DIR) / "tests/vendor/axe.min.js").read_text()
# Of what axe can load beforehand no rule here reads style sheets; without its limits on results it describes all that
# passed, too. Into the frames that show emails it cannot look, for they run nothing; tests/browser/test_mail.py does.
RULES = """{
  preload: {assets: ['media']}, resultTypes: ['violations'], iframes: false,
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}"""
FOUND = f"axe.run(document, {RULES}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 160)))"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 700}


@dataclass
class Eyes:
    """Watches one window and remembers what went wrong on the page it shows now."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home = ""
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("request", self._on_request)
        self.session: CDPSession = self.page.context.new_cdp_session(self.page)

    def look_at(self, address: str) -> list[str]:
        """Open the address and say what is wrong with it, at desk and at phone width."""
        self.problems.clear()
        self.page.set_viewport_size(WIDE)
        self.page.goto(address)
        return self.look_around()

    def look_around(self) -> list[str]:
        """What is wrong with the page as it stands, in both widths."""
        self.home = urlsplit(self.page.url).netloc
        self._evaluate(AXE)
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            self.problems += [f"{size['width']} px: {found}" for found in self._evaluate(FOUND)]
            if sideways := self.page.evaluate(SIDEWAYS):
                self.problems.append(f"{size['width']} px: {sideways} px wider than the window")
        return list(self.problems)

    def _evaluate(self, expression: str) -> list[str]:
        """Through the developer tools: the page's own policy lets nobody add a script."""
        answer = self.session.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]  # axe itself failed, and saw nothing
        value = answer["result"].get("value")
        return value if isinstance(value, list) else []

    def _on_console(self, message: ConsoleMessage) -> None:
        # A page that says 404 or 400 in words does so with that status, which Chromium notes.
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            self.problems.append(f"console: {message.text[:200]}")

    def _on_request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if self.home and host and host != self.home:
            self.problems.append(f"request to {host}")
