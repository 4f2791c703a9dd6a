"""Draw the pictures of imports: ``python -m tests.end_to_end.import_pictures``.

The town of the browser tests and the file of their story; nothing is retouched.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from tests.database import running_server
from tests.end_to_end.import_files import office_shapefile
from tests.end_to_end.pictures import FOLDER, LANGUAGES, keep
from tests.end_to_end.served import serving
from tests.end_to_end.town import build_town
from tests.end_to_end.watched import Watch, chromium, watched

NAME = "แปลงที่ดิน_2569.zip"
SETTLED_MS = 1500
COMPLETE_MS = 60_000


def draw(watch: Watch, language: str, content: bytes, folder: Path) -> None:
    """Draw the pages in one language, from the drop to the taking back."""
    page = watch.page
    watch.open("/imports")
    page.wait_for_load_state("networkidle")
    keep(page, folder / f"imports-drop-{language}.png")
    page.locator("form.drop input[type=file]").set_input_files(
        {"name": NAME, "mimeType": "application/zip", "buffer": content}
    )
    expect(page.locator("form[data-file-form]")).to_be_visible(timeout=COMPLETE_MS)
    page.select_option('select[name="column.deed_no"]', label="PAPER_NO")
    page.select_option('select[name="column.soi"]', label="LANE")
    page.wait_for_timeout(SETTLED_MS)
    page.evaluate("() => window.scrollTo(0, 0)")
    keep(page, folder / f"imports-file-{language}.png")
    page.locator("form[data-file-form] button.primary").click()
    page.wait_for_selector(".decide-batch", timeout=COMPLETE_MS)
    group = page.locator('details[data-group="geometry.overlap"]')
    group.locator("summary").click()
    group.locator("button.issue").first.click()
    page.wait_for_timeout(SETTLED_MS)
    page.locator("#issues").evaluate("(one) => one.scrollIntoView()")
    page.evaluate("() => window.scrollBy(0, -60)")
    keep(page, folder / f"imports-issues-{language}.png")
    page.evaluate("() => window.scrollTo(0, 0)")
    keep(page, folder / f"imports-batch-{language}.png")
    page.locator(".decide-batch button.primary").click()
    page.wait_for_selector(".undo", timeout=COMPLETE_MS)
    page.locator(".undo summary").click()
    page.locator(".undo button").click()
    page.wait_for_selector('.notice[role="status"]', timeout=COMPLETE_MS)


def main() -> None:
    """Draw every picture in both languages, into another folder if one is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    content = office_shapefile()
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_server() as server,
        server.database() as url,
    ):
        build_town(url)
        with serving(url, Path(scratch)) as address, chromium() as browser:
            for language in LANGUAGES:
                with watched(browser, address) as watch:
                    watch.sign_in("officer")
                    watch.open(f"/language/{language}?next=/imports")
                    draw(watch, language, content, folder)
                    assert watch.faults == [], watch.faults


if __name__ == "__main__":
    main()
