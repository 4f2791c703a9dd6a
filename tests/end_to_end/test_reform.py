"""An officer asks what if; a planner tries a reform and sees who it meets on the map."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.end_to_end.town import HOME
from tests.end_to_end.watched import Watch

COLOURS = """() => {
  const counts = {};
  for (const canvas of document.querySelectorAll('.ol-layer canvas')) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) {
      const name = [data[at], data[at + 1], data[at + 2]].map((c) => c >> 4).join();
      if (data[at + 3] > 200) counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}"""
"""How often each colour stands on the map, coarsely."""


def test_officer_asks_what_if_by_keyboard(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer", f"/map?parcel={HOME}")
    watch.panel.get_by_role("tab", name="ภาษี").click()
    watch.panel.get_by_role("link", name="ลองเปลี่ยนข้อมูล").click()
    expect(page.locator("form[data-what-if] button.primary")).to_be_enabled()
    price = page.locator('[data-asset^="land:"] [name=price_per_wa]')
    price.focus()
    before = price.input_value()
    page.keyboard.press("Control+A")
    page.keyboard.type(f"{int(before) * 2}")
    page.keyboard.press("Enter")
    outcome = page.locator(".outcome")
    expect(outcome).to_contain_text("→")
    old, new = (float(text.replace(",", "")) for text in _amounts(outcome.inner_text()))
    assert new > old > 0
    line = page.locator(".what-if-line.differs").first
    line.locator("summary").press("Enter")
    expect(line.locator(".brief").first).to_contain_text(f"{int(before):,}")
    expect(line.locator(".brief").last).to_contain_text(f"{int(before) * 2:,}")


def test_what_is_wrong_is_told_at_the_field(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer")
    watch.open(f"/parcels/{HOME}/what-if")
    share = page.locator('[data-asset^="land:"] [name=share]').first
    share.fill("0.25")
    page.locator("form[data-what-if] button.primary").click()
    expect(page.locator("form[data-what-if] [role=status]")).to_contain_text("สัดส่วน")
    expect(share).to_be_focused()
    expect(share).to_have_attribute("aria-invalid", "true")
    # Chromium tells of every refusal on its console.
    assert all("422" in fault for fault in watch.faults)
    watch.faults.clear()


@pytest.mark.parametrize(
    ("language", "run", "on_map"),
    [
        ("th", "คำนวณทั้งบัญชี", "ดูบนแผนที่"),
        ("en", "Compute the whole roll", "Show on the map"),
    ],
)
def test_planner_tries_a_reform_and_sees_its_map(
    watch: Watch, language: str, run: str, on_map: str
) -> None:
    page = watch.page
    watch.sign_in("planner")
    watch.open(f"/language/{language}?next=/reforms")
    page.fill("input[name=title]", "Land twice as dear")
    page.fill('[data-factor="land"]', "2")
    page.get_by_role("button", name=run).click()
    page.wait_for_url("**/reforms/*")
    expect(page.locator("h1")).to_have_text("Land twice as dear")
    expect(page.locator(".change .up").first).to_be_attached()
    page.get_by_role("link", name=on_map).first.click()
    page.wait_for_url("**/map?*")
    watch.settle()
    assert watch.query("reform")
    expect(page.locator(".kk-reform-bar")).to_contain_text("Land twice as dear")
    plain = page.evaluate(COLOURS)
    page.locator(".kk-reform-bar button").nth(1).click()
    watch.settle()
    assert watch.query("by") == "baht"
    assert page.evaluate(COLOURS) != plain
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    watch.settle()
    assert page.url == link


def test_click_on_a_parcel_shows_before_and_after(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("planner")
    watch.open("/reforms")
    page.fill("input[name=title]", "ที่ดินแพงขึ้นสองเท่า")
    page.fill('[data-factor="land"]', "2")
    page.locator("form[data-reform] button.primary").click()
    page.wait_for_url("**/reforms/*")
    number = page.url.rpartition("/")[2]
    watch.open(f"/map?reform={number}&parcel={HOME}")
    note = page.locator(".kk-reform-note")
    expect(note).to_contain_text("→")
    old, new, *_ = (float(one.replace(",", "")) for one in _amounts(note.inner_text()))
    assert new > old
    page.locator(".kk-reform-bar button").last.click()
    expect(note).to_be_hidden()
    expect(page.locator(".kk-style-switch").first).to_be_visible()
    assert watch.query("reform") is None


def test_viewer_reads_reforms_but_tries_none(watch: Watch) -> None:
    watch.sign_in("viewer")
    watch.open("/reforms")
    expect(watch.page.locator("h1")).to_be_visible()
    expect(watch.page.locator("form[data-reform]")).to_have_count(0)


def _amounts(text: str) -> list[str]:
    return re.findall(r"\d[\d,]*\.\d\d", text)
