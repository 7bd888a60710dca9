"""One Chromium for the browser tests of a process, each with windows of its own: a start takes longer than many tests.

The sweeps start one per file instead, because they look at downloads, which a shared one keeps to itself.
"""

import atexit
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright._impl._driver import compute_driver_executable, get_driver_env
from playwright.sync_api import Browser, sync_playwright

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
LAUNCH = {"executablePath": "/usr/bin/chromium", "args": LIGHT, "host": "127.0.0.1"}


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """The browser without what earlier tests left in it; what is opened here is closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.connect(_address())
        yield browser
        browser.close()


@cache
def _address() -> str:
    """Where Playwright's own server of this process answers; it ends with the process, and Chromium with it."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "launch.json")
        config.write_text(json.dumps(LAUNCH))
        command = [*compute_driver_executable(), "launch-server", "--browser", "chromium", "--config", str(config)]
        server = subprocess.Popen(command, env=get_driver_env(), stdout=subprocess.PIPE, text=True)
        atexit.register(_end, server)
        assert server.stdout is not None
        return server.stdout.readline().strip()


def _end(server: subprocess.Popen[str]) -> None:
    server.terminate()
    server.communicate()
