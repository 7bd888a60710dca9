"""HTML mails as a mail program draws them: axe, narrow and wide, in light and dark, and nothing loaded."""

from email import message_from_bytes, policy
from itertools import product

import pytest
from django.core import mail as django_mail

from accounts.emails import notify_approved
from accounts.models import Membership
from accounts.previewing import all_previews, show
from clearinghouse import settings as portal_settings
from tests.browser.chromium import opened_browser
from tests.browser.sweeps.looking import AXE, FOUND, NARROW, SIDEWAYS, WIDE
from tests.browser.test_public_pages import in_thread
from tests.cast import Cast
from tests.jobs import run_jobs

pytestmark = pytest.mark.browser


def html_of(message: django_mail.EmailMessage) -> str:
    """The HTML part, read back from what would go to the mail server."""
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    part = parsed.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def problems_of(mails: list[str]) -> list[str]:
    """What is wrong with each at each width in each of the two schemes."""
    found: list[str] = []
    loaded: list[str] = []
    with opened_browser() as browser:
        for scheme, html in product(("light", "dark"), mails):
            page = browser.new_context(color_scheme=scheme).new_page()
            page.on("request", lambda request: loaded.append(request.url))
            page.set_content(html)
            page.evaluate(AXE)
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                found.extend(f"{scheme} {size['width']} px: {problem}" for problem in page.evaluate(FOUND))
                page.evaluate("document.documentElement.style.fontSize = '200%'")
                if sideways := page.evaluate(SIDEWAYS):
                    found.append(f"{scheme} {size['width']} px: {sideways} px wider than the window")
            page.context.close()
    return found + loaded


@pytest.mark.django_db
def test_html_that_is_sent_is_easy_to_read(cast: Cast, settings: object) -> None:
    settings.EMAIL_BACKEND = portal_settings.EMAIL_BACKEND
    notify_approved(Membership.objects.select_related("request", "agency").get(user=cast.vermont))
    run_jobs()

    (message,) = django_mail.outbox
    html = html_of(message)

    assert in_thread(lambda: problems_of([html])) == []


@pytest.mark.django_db
def test_html_of_every_email_is_easy_to_read(settings: object) -> None:
    settings.EMAIL_BACKEND = portal_settings.EMAIL_BACKEND

    shown = {preview.key: show(preview).written.html for preview in all_previews()}

    assert in_thread(lambda: problems_of([html for html in shown.values() if html])) == []
