"""The browser that tests drive, and how it is started."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

# Debian also packages Chromium without what surrounds its pages: the same engine for two thirds of the processor time.
PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
# Pages of tests live for a second or two: code that is compiled once more, to run faster later, never does.
UNOPTIMIZED = "--js-flags=--no-opt,--no-maglev"
# Without a head, Chromium still gives each window an address bar whose popups are two pages of their own.
NO_POPUPS = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "PreloadTopChromeWebUI")
# Chromium heeds only the last list it is given, so this repeats Playwright's.
OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch", *NO_POPUPS,
)  # fmt: skip
LIGHT = ("--no-sandbox", UNOPTIMIZED, f"--disable-features={','.join(OFF)}")


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A browser without what earlier tests left in it; what is opened here is closed at the end."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def launch(playwright: Playwright, *arguments: str) -> Browser:
    """Debian's Chromium, started with these arguments too."""
    if PROGRAM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    return playwright.chromium.launch(executable_path=PROGRAM, args=[*LIGHT, *arguments])


def is_within(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
