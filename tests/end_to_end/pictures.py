"""Draw the pictures of the documentation: ``python -m tests.end_to_end.pictures``.

A fresh small demo city, the real server, Debian's Chromium; nothing is retouched.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from kkmgis.db import connect
from tests.database import running_server
from tests.end_to_end.served import serving
from tests.end_to_end.watched import Watch, chromium, watched
from tests.paths import ROOT

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = ("th", "en")
PASSWORD = "demo-officer"
LARGEST_BYTES = 400_000
COLOURS = 256

TELLING = """
SELECT p.code FROM register.parcel p
JOIN tax.line l ON l.parcel_id = p.id
JOIN tax.current_run r ON r.id = l.run_id AND r.tax_year_be = 2569
GROUP BY p.code
HAVING count(*) BETWEEN 3 AND 4 AND bool_or(l.kind = 'sign')
   AND count(DISTINCT l.rate_group) > 2 AND sum(l.tax_satang) > 1000000
ORDER BY p.code LIMIT 1"""
"""A parcel whose tax has something to tell: several rates, and a sign."""

Scene = Callable[[Watch, str], None]


def map_use(watch: Watch, _: str) -> None:
    """Show the whole city by use."""
    watch.open("/map?year=2569")
    watch.settle()


def map_tax(watch: Watch, _: str) -> None:
    """Show streets in the middle of the city by tax per square wa."""
    layers = "parcels,buildings,blocks,boundary,signs"
    watch.open(f"/map?style=tax&layers={layers}&year=2569")
    watch.settle()
    watch.page.locator(".kk-map-canvas").focus()
    for _level in range(2):
        watch.page.keyboard.press("+")
        watch.settle()


def parcel_tax(watch: Watch, parcel: str) -> None:
    """Show a parcel's file with the steps of its tax."""
    watch.open(f"/map?year=2569&parcel={parcel}")
    watch.panel.get_by_role("tab").nth(5).click()
    watch.panel.locator("button.kk-amount").first.click()
    watch.settle()


def gaps(watch: Watch, _: str) -> None:
    """Show the list of gaps and the card of the dearest."""
    watch.open("/map?year=2569&list=gaps")
    watch.rows.first.click()
    expect(watch.panel.locator(".kk-gap-sign")).to_be_visible()
    watch.settle()


def dashboard(watch: Watch, _: str) -> None:
    """Show the coverage by block."""
    watch.open("/dashboard?year=2569")
    watch.page.wait_for_load_state("networkidle")


def parcel_page(watch: Watch, parcel: str) -> None:
    """Show the tax on the full page of a parcel."""
    watch.open(f"/parcels/{parcel}?year=2569#tax")
    watch.page.wait_for_load_state("networkidle")


def roll_differences(watch: Watch, _: str) -> None:
    """Show why the levy changed since the year before; the last, for it is taller."""
    watch.page.set_viewport_size({"width": 1366, "height": 1180})
    watch.open("/roll/differences?from=2568&to=2569&year=2569")
    watch.page.wait_for_load_state("networkidle")


def law(watch: Watch, _: str) -> None:
    """Show the rule book of the year to come, with its marks."""
    watch.open("/law?year=2570")
    watch.page.wait_for_load_state("networkidle")


SCENES: dict[str, Scene] = {
    "map-use": map_use,
    "map-tax": map_tax,
    "parcel-tax": parcel_tax,
    "gaps": gaps,
    "dashboard": dashboard,
    "parcel-page": parcel_page,
    "law": law,
    "roll-differences": roll_differences,
}


def main() -> None:
    """Draw every scene in both languages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_server() as server,
        server.database() as url,
    ):
        home = Path(scratch)
        make_city(url, home)
        with connect(url) as connection:
            row = connection.execute(TELLING).fetchone()
        assert row is not None, "the demo city has no parcel with several rates"
        with serving(url, home) as address, chromium() as browser:
            for language in LANGUAGES:
                with watched(browser, address) as watch:
                    watch.sign_in("officer", password=PASSWORD)
                    watch.open(f"/language/{language}?next=/map")
                    for name, scene in SCENES.items():
                        scene(watch, str(row[0]))
                        keep(watch.page, FOLDER / f"{name}-{language}.png")
                    assert watch.faults == [], watch.faults


def make_city(url: str, home: Path) -> None:
    """Fill an empty database with the small demo city."""
    kkmgis = str(Path(sys.executable).with_name("kkmgis"))
    settings = {"KKMGIS_DATABASE_URL": url, "KKMGIS_HOME": str(home)}
    subprocess.run([kkmgis, "demo"], env=os.environ | settings, check=True)


def keep(page: Page, path: Path) -> None:
    """Save what is on the screen with few colours, and say how large it is."""
    page.mouse.move(2, 400)
    page.evaluate("() => document.activeElement.blur()")
    image = Image.open(io.BytesIO(page.screenshot()))
    # Maximum coverage keeps the colours that are rare, such as those of a legend.
    few = image.convert("RGB").quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE
    )
    few.save(path, optimize=True)
    size = path.stat().st_size
    assert size < LARGEST_BYTES, f"{path.name} has {size:,} bytes"
    sys.stdout.write(f"{path.relative_to(ROOT)}  {size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
