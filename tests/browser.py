"""Looking at a page in the Chromium of the machine: what it asks for, how wide it is, what a checker of WCAG finds."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Seen:
    """What a page came to in a browser."""

    requests: list[str]
    violations: list[str]
    errors: list[str]
    page_width: int


def looked_at(page: Path, *, scheme: str, width: int, picture: Path | None = None) -> Seen:
    """Open a file in a window of a width and a colour scheme; skips where the machine has no Chromium."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    browser_path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser_path is None:
        pytest.skip("no Chromium on this machine: `make test` brings one where it may install packages")
    requests: list[str] = []
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        try:
            view = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
            view.on("request", lambda request: requests.append(request.url))
            view.on("pageerror", lambda error: errors.append(str(error)))
            view.goto(page.as_uri())
            found = Axe().run(view).response["violations"]
            page_width = int(view.evaluate("document.documentElement.scrollWidth"))
            if picture:
                view.screenshot(path=picture, full_page=True)
        finally:
            browser.close()
    violations = [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
    return Seen(requests=requests, violations=violations, errors=errors, page_width=page_width)
