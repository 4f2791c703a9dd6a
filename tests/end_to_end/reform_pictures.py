"""Draw the pictures of what-if and reforms: ``python -m tests.end_to_end.reform_pictures``.

With a database URL of a demo city, that one is drawn (the reforms that are made there
are deleted again); else a fresh small one.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page

from tests.database import running_server
from tests.end_to_end.pictures import FOLDER, LANGUAGES, keep, make_city
from tests.end_to_end.served import serving
from tests.end_to_end.watched import Watch, chromium, watched

LAYERS = "parcels,reform,blocks,boundary"
TITLES = {
    "th": "ราคาที่ดินเพิ่มร้อยละ 12 ยกเว้นบ้านหลัก 5 ล้านบาท",
    "en": "Land prices up 12 %, homes exempt up to 5 million",
}


def try_reform(watch: Watch, language: str) -> str:
    """Fill in the form of a planner and wait for the result; give its number."""
    page = watch.page
    watch.open("/reforms?year=2569")
    page.fill("input[name=title]", TITLES[language])
    page.fill('[data-factor="land"]', "1.12")
    page.fill('[data-value="land_building.exemption.home"]', "5,000,000")
    ladder = page.locator('[data-ladder="land_building.rate.other"]')
    ladder.locator("input[name=rate]").first.fill("0.25")
    page.locator("form[data-reform] button.primary").click()
    page.wait_for_url("**/reforms/*")
    page.wait_for_load_state("networkidle")
    return page.url.rpartition("/")[2].partition("?")[0]


def draw(watch: Watch, language: str) -> None:
    """Draw all pictures in one language."""
    page = watch.page
    number = try_reform(watch, language)
    page.set_viewport_size({"width": 1366, "height": 1180})
    keep(page, FOLDER / f"reform-{language}.png")
    page.set_viewport_size({"width": 1366, "height": 768})
    watch.open(f"/map?reform={number}&layers={LAYERS}&year=2569")
    watch.settle()
    keep(page, FOLDER / f"reform-map-{language}.png")
    what_if(page, watch)
    keep(page, FOLDER / f"what-if-{language}.png")
    watch.open(f"/reforms/{number}")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-delete]").click()
    page.wait_for_url("**/reforms")


def what_if(page: Page, watch: Watch) -> None:
    """Let a third of a home become a shop."""
    page.set_viewport_size({"width": 1366, "height": 900})
    watch.open("/parcels/01C025/what-if?year=2569")
    land = page.locator('[data-asset^="land:"]')
    land.locator("[data-add-use]").click()
    land.locator("[name=share]").nth(0).fill("2/3")
    land.locator("[name=share]").nth(1).fill("1/3")
    page.locator("form[data-what-if] button.primary").click()
    page.wait_for_selector(".outcome")
    page.locator(".what-if-line summary").first.click()
    page.evaluate("() => window.scrollTo(0, 0)")


def main() -> None:
    """Draw every picture in both languages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory())
        url = sys.argv[1] if len(sys.argv) > 1 else None
        if url is None:
            server = stack.enter_context(running_server())
            url = stack.enter_context(server.database())
            make_city(url, Path(scratch))
        address = stack.enter_context(serving(url, Path(scratch)))
        browser = stack.enter_context(chromium())
        for language in LANGUAGES:
            with watched(browser, address) as watch:
                watch.sign_in("planner", password="demo-planner")
                watch.open(f"/language/{language}?next=/reforms")
                draw(watch, language)
                assert watch.faults == [], watch.faults


if __name__ == "__main__":
    main()
