"""The legal officer's page: read, printed, and led to from every amount of tax."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kkmgis.tax.rulebook import rule_book
from tests.end_to_end.town import HOME, YEAR
from tests.end_to_end.watched import Watch

LANGUAGES = {"th": "ยังไม่ได้ตรวจกับต้นฉบับ", "en": "not checked against the original"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rule_book_is_read_in_both_languages(watch: Watch, language: str) -> None:
    page = watch.page
    watch.sign_in("viewer")
    watch.open(f"/language/{language}?next=%2Flaw%3Fyear%3D{YEAR}")
    expect(page.locator(".law-mark.unread").first).to_contain_text(LANGUAGES[language])
    shown = page.locator("tbody.parameter")
    assert shown.count() == len(rule_book(YEAR).entries) + 1
    page.locator(".top select[name=year]").select_option("2570")
    page.wait_for_url("**/law?year=2570")
    expect(page.locator(".law-mark.carried").first).to_be_visible()


def test_a_chip_of_the_map_opens_the_section_it_names(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("officer")
    watch.open(f"/map?year={YEAR}&parcel={HOME}")
    watch.panel.get_by_role("tab").nth(5).click()
    watch.panel.locator("button.kk-amount").first.click()
    chip = watch.panel.locator("a.kk-section:visible", has_text="ม.37").first
    assert chip.get_attribute("href") == f"/law?year={YEAR}#s.37"
    with page.expect_popup() as opened:
        chip.click()
    law = opened.value
    law.wait_for_load_state()
    target = law.locator("tbody:has(.place:target)")
    expect(target).to_have_attribute("id", "land_building.rate.agriculture")
    expect(target).to_be_in_viewport()


def test_it_prints_as_a_document_with_every_parameter(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("admin")
    watch.open(f"/law?year={YEAR}")
    expect(page.locator(".sign-off").first).to_be_hidden()
    page.emulate_media(media="print")
    for key in rule_book(YEAR).entries:
        assert page.locator(f"[id='{key}']").is_visible(), key
    expect(page.locator(".convention-table tbody .sign-off").first).to_be_visible()
    expect(page.locator(".signature")).to_be_visible()
    for control in (".top", ".rail", ".contents", "[data-print]", ".own-rule"):
        expect(page.locator(control).first).to_be_hidden()
    widest = page.evaluate("() => document.querySelector('main').scrollWidth")
    page.set_viewport_size({"width": 690, "height": 1000})  # A4 within its margins.
    fits = page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert widest
    assert fits, "the document is wider than its paper"
    document = page.pdf(prefer_css_page_size=True)
    assert document.startswith(b"%PDF")
    pages = re.findall(rb"/Type\s*/Page\b", document)
    assert len(pages) > 10
    boxes = set(re.findall(rb"/MediaBox\s*\[([^\]]+)\]", document))
    assert {tuple(round(float(n)) for n in box.split()) for box in boxes} == {
        (0, 0, 595, 842)
    }


def test_the_administrator_sets_an_extension_and_takes_it_back(watch: Watch) -> None:
    page = watch.page
    watch.sign_in("admin")
    watch.open(f"/law?year={YEAR}")
    arrears = page.locator("[id='land_building.calendar.arrears']")
    arrears.locator("summary").click()
    arrears.locator("input[name=day]").fill("30/9/2569")
    arrears.locator("input[name=instrument]").fill("ประกาศขยายเวลา (ตัวอย่าง)")
    arrears.locator("input[name=issued_on]").fill("1 มิ.ย. 2569")
    arrears.get_by_role("button", name="บันทึก").click()
    expect(arrears.locator(".law-mark.own")).to_be_visible()
    expect(arrears).to_contain_text("30 ก.ย. 2569")
    expect(arrears.locator(".beside")).to_contain_text("31 ส.ค. 2569")
    page.locator(".own-list summary").click()
    page.locator(".own-list input[name=reason]").fill("บันทึกผิด")
    page.locator(".own-list form button").click()
    expect(page.locator(".own-list")).to_have_count(0)
    expect(arrears.locator(".law-mark.own")).to_have_count(0)
