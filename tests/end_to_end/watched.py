"""A browser page that notices everything that must not happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

CHROMIUM = "/usr/bin/chromium"
"""Debian's and Ubuntu's package; Playwright's own build is never downloaded."""

PASSWORD = "a-long-password"
WAITS_MS = 20_000
SMALL_SCREEN = (1366, 768)
QUIET_SCHEMES = ("data", "blob", "about")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser without a window."""
    expect.set_options(timeout=WAITS_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            # In a container there is no user namespace for Chromium's own sandbox.
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """A page, its server, and a list of what went wrong on it."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to listen."""
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("requestfailed", self._on_failure)
        self.page.on("response", self._on_response)

    def sign_in(
        self, username: str, target: str = "/map", password: str = PASSWORD
    ) -> None:
        """Sign in through the form and wait for the page."""
        self.page.goto(f"{self.address}/login?next={quote(target, safe='')}")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url("**/map?*")

    def open(self, path: str) -> None:
        """Go to a page of the server."""
        self.page.goto(f"{self.address}{path}")

    def settle(self) -> None:
        """Wait until the map has all its tiles and stands still."""
        self.page.wait_for_selector(
            '.kk-tile-notice[data-busy="false"]', state="attached"
        )
        before = ""
        while before != self.page.url:
            before = self.page.url
            self.page.wait_for_timeout(500)
            self.page.wait_for_selector(
                '.kk-tile-notice[data-busy="false"]', state="attached"
            )

    def query(self, name: str) -> str | None:
        """Read a part of the address's query."""
        return parse_qs(urlsplit(self.page.url).query).get(name, [None])[0]

    @property
    def panel(self) -> Locator:
        """The file at the right of the map."""
        return self.page.locator("aside.kk-panel")

    @property
    def rows(self) -> Locator:
        """Rows of the list of gaps."""
        return self.page.locator(".kk-gap-list tbody tr")

    def _on_console(self, message: ConsoleMessage) -> None:
        # Reading a canvas back is how a click finds its parcel; Chromium has a remark.
        if message.type in ("error", "warning") and "readback" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in QUIET_SCHEMES:
            return
        if f"{parts.scheme}://{parts.netloc}" != self.address:
            self.faults.append(f"another host: {request.url}")

    def _on_failure(self, request: Request) -> None:
        # Aborted means: given up by the page, because something newer was asked.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")


@contextmanager
def watched(
    browser: Browser,
    address: str,
    *,
    size: tuple[int, int] = SMALL_SCREEN,
    colours: Literal["light", "dark"] = "light",
    scale: float = 1,
) -> Iterator[Watch]:
    """Open a page in a browser profile of its own."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=colours,
        device_scale_factor=scale,
        locale="th-TH",
        timezone_id="Asia/Bangkok",
        reduced_motion="reduce",
    )
    context.set_default_timeout(WAITS_MS)
    try:
        yield Watch(context.new_page(), address)
    finally:
        context.close()
