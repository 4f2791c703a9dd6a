"""The address holds the view; keys and small screens work; roles and languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.end_to_end.town import HOME, OWNER_SURNAME
from tests.end_to_end.watched import Watch, watched

PIXEL = """() => {
  const [canvas] = document.querySelectorAll('.ol-layer canvas');
  const context = canvas.getContext('2d');
  const at = (x, y) => [...context.getImageData(x, y, 1, 1).data];
  return at(canvas.width / 2, Math.round(canvas.height * 0.62));
}"""


def test_link_shows_the_same_view_again(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer")
    watch.open(f"/map?parcel={HOME}&style=tax&layers=parcels,signs")
    expect(watch.panel.get_by_role("heading", level=2)).to_have_text(HOME)
    watch.settle()
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    watch.settle()
    assert page.url == link
    pressed = page.locator('.kk-style-switch button[aria-pressed="true"]')
    expect(pressed).to_have_text("ภาษีต่อตารางวา")
    page.get_by_role("button", name="ชั้นข้อมูล").click()
    ticked = page.locator(".kk-layer-switch input:checked")
    assert [box.get_attribute("value") for box in ticked.all()] == ["parcels", "signs"]


def test_back_button_leads_from_a_gap_to_the_parcel_before(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer", f"/map?parcel={HOME}")
    expect(watch.panel.get_by_role("heading", level=2)).to_have_text(HOME)
    page.locator(".kk-map-canvas").focus()
    page.keyboard.press("g")
    watch.rows.first.click()
    expect(watch.panel.locator(".kk-gap-sign")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(watch.panel.get_by_role("heading", level=2)).to_have_text(HOME)
    assert watch.query("list") is None
    page.go_forward()
    assert watch.query("list") == "gaps"


def test_escape_folds_one_thing_after_the_other(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer", f"/map?parcel={HOME}&list=gaps")
    watch.rows.first.wait_for()
    page.locator(".kk-map-canvas").focus()
    page.keyboard.press("l")
    layers = page.locator(".kk-layer-switch")
    expect(layers).to_be_visible()
    page.keyboard.press("Escape")
    expect(layers).to_be_hidden()
    page.keyboard.press("Escape")
    expect(watch.panel).to_be_hidden()
    page.keyboard.press("Escape")
    expect(watch.rows.first).to_be_hidden()


def test_click_on_the_map_opens_the_parcel_under_it(watch: Watch) -> None:
    watch.sign_in("officer")
    watch.open(f"/map?parcel={HOME}")
    expect(watch.panel.get_by_role("heading", level=2)).to_have_text(HOME)
    watch.settle()
    place = f"x={watch.query('x')}&y={watch.query('y')}&z={watch.query('z')}"
    watch.open(f"/map?{place}&layers=parcels")
    watch.settle()
    box = watch.page.locator(".kk-map-canvas").bounding_box()
    assert box is not None
    watch.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(watch.panel.get_by_role("heading", level=2)).to_have_text(HOME)


def test_tiles_paint_a_home_in_the_colour_of_homes(watch: Watch) -> None:
    """Orange #E69F00 over a light ground: red above green above blue."""
    watch.sign_in("officer")
    watch.open(f"/map?parcel={HOME}&layers=parcels")
    expect(watch.panel.get_by_role("heading", level=2)).to_have_text(HOME)
    watch.settle()
    red, green, blue, _ = watch.page.evaluate(PIXEL)
    assert red > green + 20 > blue + 60


def test_tax_year_changes_in_place(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer", f"/map?parcel={HOME}")
    watch.panel.get_by_role("tab", name="ภาษี").click()
    expect(watch.panel.locator(".kk-total")).to_contain_text("2569")
    years = page.locator("form.year option").all_inner_texts()
    other = next(year for year in years if year != "2569")
    page.select_option("form.year select", other)
    expect(watch.panel.locator(".kk-tab")).to_contain_text(other)
    assert watch.query("year") == other


def test_english_keeps_the_view(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer", f"/map?parcel={HOME}")
    watch.panel.get_by_role("tab", name="ภาษี").click()
    page.get_by_role("link", name="EN").click()
    expect(watch.panel.get_by_role("tab", name="Tax")).to_be_visible()
    expect(watch.panel.get_by_role("heading", level=2)).to_have_text(HOME)
    watch.panel.get_by_role("tab", name="Tax").click()
    watch.panel.locator("button.kk-amount").first.click()
    expect(watch.panel.locator("ol.kk-steps").first).to_contain_text("s.35")


def test_viewer_sees_masked_names(watch: Watch) -> None:
    watch.sign_in("viewer", f"/map?parcel={HOME}")
    watch.panel.get_by_role("tab", name="เจ้าของ").click()
    expect(watch.panel.locator(".kk-object").first).to_be_visible()
    assert OWNER_SURNAME not in watch.page.content()
    watch.panel.get_by_role("tab", name="เช่า").click()
    expect(watch.panel.locator(".kk-object").first).to_be_visible()
    assert "เช่าตัวอย่าง" not in watch.page.content()


def test_officer_sees_the_owner(watch: Watch) -> None:
    watch.sign_in("officer", f"/map?parcel={HOME}")
    watch.panel.get_by_role("tab", name="เจ้าของ").click()
    expect(watch.panel.locator(".kk-object").first).to_contain_text(OWNER_SURNAME)


def test_unknown_parcel_is_said_in_a_sentence(watch: Watch) -> None:
    watch.sign_in("officer", "/map?parcel=99Z999")
    expect(watch.panel.get_by_role("alert")).to_contain_text("ไม่พบรายการนี้ในทะเบียน")
    faults = [fault for fault in watch.faults if "99Z999" in fault]
    assert faults
    # The browser itself reports the 404 that was asked for.
    watch.faults.clear()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (412, 860)])
def test_nothing_sticks_out_of_the_screen(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    with watched(browser, address, size=size) as watch:
        watch.sign_in("officer", f"/map?parcel={HOME}&list=gaps")
        expect(watch.panel.get_by_role("heading", level=2)).to_have_text(HOME)
        watch.rows.first.wait_for()
        inside = watch.page.evaluate(
            "() => [document.documentElement.scrollWidth <= innerWidth,"
            " document.documentElement.scrollHeight <= innerHeight]"
        )
        assert inside == [True, True]
        assert watch.faults == []
