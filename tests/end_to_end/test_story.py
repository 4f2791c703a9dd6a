"""An officer's morning: find a parcel, read its tax, open the dearest gap."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from kkmgis.db import connect
from tests.end_to_end.town import HOME, YEAR
from tests.end_to_end.watched import Watch

DEAREST = """
SELECT g.stake_satang, ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)
FROM coverage.gap g, ST_Expand(g.geom, 1) AS b
WHERE g.status = 'open' ORDER BY g.stake_satang DESC, g.id LIMIT 1"""
TAX = """
SELECT sum(l.tax_satang) FROM tax.line l
JOIN tax.current_run r ON r.id = l.run_id
JOIN register.parcel p ON p.id = l.parcel_id
WHERE p.code = %s AND r.tax_year_be = %s"""


def in_baht(satang: int) -> str:
    return f"{satang // 100:,}.{satang % 100:02d}"


def test_officer_reads_a_tax_and_flies_to_the_dearest_gap(
    watch: Watch, town_url: str, tmp_path: Path
) -> None:
    """From the search to the steps of the tax to the gap, in Thai."""
    page = watch.page
    watch.sign_in("officer")
    watch.settle()
    page.screenshot(path=tmp_path / "map.png")

    page.keyboard.press("Control+k")
    page.keyboard.type(HOME)
    expect(page.locator("#search-results li").first).to_contain_text(HOME)
    page.keyboard.press("Enter")
    expect(watch.panel.get_by_role("heading", level=2)).to_have_text(HOME)
    assert watch.query("parcel") == HOME

    watch.panel.get_by_role("tab", name="ภาษี").click()
    with connect(town_url) as connection:
        tax = connection.execute(TAX, (HOME, YEAR)).fetchone()
        gap = connection.execute(DEAREST).fetchone()
    assert tax is not None
    assert gap is not None
    expect(watch.panel.locator(".kk-total strong")).to_have_text(in_baht(int(tax[0])))
    watch.panel.locator("button.kk-amount").first.click()
    steps = watch.panel.locator("tr.kk-origin:not([hidden]) ol.kk-steps")
    expect(steps).to_contain_text("ม.35")
    expect(steps).to_contain_text("30,000.00")
    page.screenshot(path=tmp_path / "tax.png")

    page.locator(".kk-map-canvas").focus()
    page.keyboard.press("g")
    expect(watch.rows.first).to_contain_text(in_baht(gap[0]))
    watch.rows.first.click()
    expect(watch.panel.locator(".kk-total strong")).to_have_text(in_baht(gap[0]))
    watch.settle()
    x, y = float(watch.query("x") or 0), float(watch.query("y") or 0)
    assert gap[1] <= x <= gap[3]
    assert gap[2] <= y <= gap[4]
    page.screenshot(path=tmp_path / "gap.png")


def test_officer_waives_a_gap_with_a_reason_and_takes_it_back(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer", "/map?list=gaps")
    watch.rows.first.wait_for()
    before = watch.rows.count()
    evidence = watch.rows.first.inner_text()
    watch.rows.first.click()
    watch.panel.get_by_role("button", name="ไม่ดำเนินการ").click()
    watch.panel.get_by_role("button", name="บันทึก", exact=True).click()
    assert page.locator(".kk-toast").count() == 0, "a reason is required"
    page.keyboard.type("ตรวจแล้วเป็นที่สาธารณะ")
    page.keyboard.press("Enter")
    expect(page.locator(".kk-toast")).to_contain_text("ไม่ดำเนินการ")
    expect(watch.rows).to_have_count(before - 1)
    page.locator(".kk-toast").get_by_role("button").click()
    expect(watch.rows).to_have_count(before)
    assert watch.rows.first.inner_text() == evidence
