"""The real browser: one Chromium for all tests of a process, because a second driver cannot start beside the first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# The one without windows first: the other draws its own bars meanwhile, which takes most of a processor.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Fails where there is none: who asks for these tests wants to know."""
    assert CHROMIUM, "no Chromium on this machine: install the package chromium-headless-shell"
    expect.set_options(timeout=15_000)  # a page follows several processes, on a machine that may be busy
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
