"""Why the levy changed, read by an officer in the browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.end_to_end.town import YEAR
from tests.end_to_end.watched import Watch


def test_an_officer_finds_out_why_the_levy_changed(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer")
    watch.open(f"/roll?year={YEAR}")
    page.get_by_role("link", name="เทียบกับปีก่อน").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ผลต่างระหว่างบัญชี")
    # The levy before, eight causes and the levy after, each with its bar.
    bars = page.locator("svg.waterfall")
    expect(bars).to_have_count(10)
    amounts = page.locator("table.causes .cause td:nth-child(3) data")
    satang = [
        round(float(one.get_attribute("value") or "0") * 100) for one in amounts.all()
    ]
    total = page.locator("table.causes tfoot data").get_attribute("value")
    assert sum(satang) == round(float(total or "0") * 100) != 0
    building = page.locator("table.causes").get_by_role("link", name="สิ่งปลูกสร้าง")
    building.click()
    expect(
        page.get_by_role("heading", name="รายการที่ภาษีเปลี่ยนเพราะสิ่งปลูกสร้าง")
    ).to_be_visible()
    assert watch.query("cause") == "building"
    page.locator("h2#list ~ .scroll tbody a").first.click()
    page.wait_for_url("**/parcels/**")


def test_the_page_prints_without_its_forms(watch: Watch) -> None:
    watch.sign_in("officer")
    watch.open(f"/roll/differences?year={YEAR}")
    watch.page.emulate_media(media="print")
    expect(watch.page.locator("form.filters").first).to_be_hidden()
    expect(watch.page.locator("table.causes")).to_be_visible()


def test_the_page_fits_a_telephone_in_english(watch: Watch) -> None:
    watch.sign_in("officer")
    watch.open("/language/en?next=/map")
    watch.page.set_viewport_size({"width": 390, "height": 800})
    watch.open(f"/roll/differences?year={YEAR}&tax=sign")
    expect(watch.page.get_by_role("heading", level=1)).to_have_text(
        "Differences between rolls"
    )
    width = watch.page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 390
