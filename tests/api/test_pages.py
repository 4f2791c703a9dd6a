"""The pages: there for everybody who may, in both languages, honest when empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from starlette.testclient import TestClient

from api.app import create_app
from kkmgis.accounts import add_account
from kkmgis.db import connect
from kkmgis.i18n import catalogue
from kkmgis.settings import Settings
from tests.api.town import FIRM_NAME, HOME, OWNERLESS, PASSWORD, SLASHED, YEAR
from tests.api.web import Web

PAGES = (
    "/map",
    "/parcels",
    f"/parcels/{HOME}",
    f"/parcels/{HOME}/sheet",
    "/gaps",
    "/signs",
    "/leases",
    "/roll",
    "/roll/differences",
    "/roll/differences?tax=sign",
    "/finance",
    "/imports",
    "/dashboard",
    "/law",
    "/search?q=99",
    "/admin",
)
MOST_QUERIES = 45


class Texts(HTMLParser):
    """Collects what a page shows, and what it would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.loads: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.styled = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note addresses and inline scripts and styles."""
        found = dict(attrs)
        if tag in ("script", "link", "img", "use", "iframe"):
            self.loads += [
                str(found[name]) for name in ("src", "href") if name in found
            ]
        if tag == "script":
            self.scripts.append(found)
        self.styled += "style" in found or tag == "style"
        self.styled += any(name.startswith("on") for name in found)

    def handle_data(self, data: str) -> None:
        """Collect words."""
        self.texts.append(data)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_opens_in_the_frame(web: Web, path: str, language: str) -> None:
    answer = web.page(path, "admin", language)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert 'id="search"' in answer.text
    assert 'class="rail"' in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_page_loads_nothing_from_elsewhere(web: Web, path: str) -> None:
    page = Texts(web.page(path, "admin").text)
    assert [load for load in page.loads if not load.startswith("/")] == []
    assert page.styled == 0
    inline = [script for script in page.scripts if "src" not in script]
    assert all(script.get("type") == "application/json" for script in inline)


@pytest.mark.parametrize("path", PAGES)
def test_page_shows_no_bare_message_key(web: Web, path: str) -> None:
    shown = " ".join(Texts(web.page(path, "admin").text).texts)
    keys = set(re.findall(r"\b(?:web|tax|coverage|layers|difference)\.[a-z_.]+", shown))
    # Permissions and parameters of the law are shown by their keys on purpose.
    assert keys & set(catalogue("th")) == set()


def test_parcel_page_unfolds_the_tax(web: Web) -> None:
    page = web.page(f"/parcels/{SLASHED}").text
    assert "แบบบัญชีคำนวณ ภ.ด.ส.7" in page
    assert "ทิ้งไว้ว่างเปล่า" in page
    assert "ม.43" in page
    assert f'href="/law?year={YEAR}#convention.C8"' in page
    assert f'href="/law?year={YEAR}#s.43"' in page


def test_parcel_page_needs_a_bounded_number_of_queries(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much stands on a parcel."""
    count = 0
    execute = psycopg.Cursor.execute

    def counted(self: psycopg.Cursor[Any], *args: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        return execute(self, *args, **options)

    web.page(f"/parcels/{HOME}")
    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    web.page(f"/parcels/{OWNERLESS}")
    bare, count = count, 0
    web.page(f"/parcels/{HOME}")
    assert 0 < bare <= MOST_QUERIES
    assert count <= MOST_QUERIES


def test_unknown_parcel_is_a_page_not_found(web: Web) -> None:
    answer = web.page("/parcels/NO-SUCH")
    assert answer.status_code == 404
    assert "ไม่พบข้อมูลที่ต้องการ" in answer.text
    assert 'class="rail"' in answer.text


def test_map_page_configures_the_map(web: Web) -> None:
    page = web.page("/map", "viewer").text
    config = re.search(r'id="kkmgis-config">(.*?)</script>', page, re.DOTALL)
    assert config is not None
    import json

    told = json.loads(config[1])
    assert told["srid"] == 32648
    assert told["tileGrid"] == {"origin": [-7888608, 12000000], "size": 16777216}
    assert (told["taxYear"], told["taxYears"]) == (YEAR, [YEAR, YEAR - 1])
    assert told["user"]["role"] == "viewer"
    assert told["basemapUrl"] is None
    names = [layer["name"] for layer in told["layers"]]
    assert "parcels" in names
    assert "gaps" not in names
    assert told["extent"][0] < told["extent"][2]


def test_year_of_the_address_is_shown(web: Web) -> None:
    last = web.page(f"/roll?year={YEAR - 1}").text
    assert f"ทะเบียนภาษี ปี {YEAR - 1}" in last
    assert f'href="/gaps?year={YEAR - 1}"' in last
    assert f"ทะเบียนภาษี ปี {YEAR}" in web.page("/roll?year=nonsense").text


def test_roll_adds_up_to_the_run(web: Web, town: Connection[Any]) -> None:
    total = town.execute(
        "SELECT total_satang FROM tax.current_run WHERE tax = 'land_building' AND tax_year_be = %s",
        (YEAR,),
    ).fetchone()
    assert total is not None
    assert f"{total[0] / 100:,.2f}" in web.page("/finance").text
    assert FIRM_NAME in web.page("/roll").text


def test_dashboard_sorts_by_a_column(web: Web) -> None:
    page = web.page("/dashboard?sort=gaps&down=1").text
    assert 'aria-sort="descending"' in page
    assert web.page("/dashboard?sort=name").status_code == 422


def test_administrator_makes_and_closes_an_account(
    web: Web, town: Connection[Any]
) -> None:
    fields = {
        "username": "newcomer",
        "display_name": "ก",
        "role": "planner",
        "password": PASSWORD,
    }
    cookie, csrf = web.cookie("admin"), web.csrf("admin")
    made = web.request(
        "POST", "/admin/accounts", cookie=cookie, data=fields | {"csrf_token": csrf}
    )
    assert made.status_code == 303
    assert web.get("/api/v1/search", "newcomer").status_code == 200
    path = "/admin/accounts/newcomer/deactivate"
    web.request("POST", path, cookie=cookie, data={"csrf_token": csrf})
    assert web.get("/api/v1/search", "newcomer").status_code == 401
    events = town.execute(
        "SELECT action FROM audit.event WHERE subject_code = 'newcomer' AND actor = 'admin' ORDER BY id"
    ).fetchall()
    assert events == [("account.added",), ("account.deactivated",)]


@pytest.mark.parametrize(
    "wrong", [{"password": "short"}, {"role": "mayor"}, {"username": "officer"}]
)
def test_account_that_cannot_be_is_refused_with_the_reason(
    web: Web, wrong: dict[str, str]
) -> None:
    fields = {
        "username": "other",
        "display_name": "",
        "role": "viewer",
        "password": PASSWORD,
    }
    answer = web.request(
        "POST",
        "/admin/accounts",
        cookie=web.cookie("admin"),
        headers={"accept": "text/html"},
        data=fields | wrong | {"csrf_token": web.csrf("admin")},
    )
    assert answer.status_code == 422
    assert (
        "รหัสผ่านต้องมี" in answer.text or "มีบัญชี" in answer.text or "ไม่มีหน้าที่" in answer.text
    )


@pytest.fixture
def empty_web(fresh_database_url: str, tmp_path: Path) -> Iterator[Web]:
    """Give a service over a register in which nothing is."""
    with connect(fresh_database_url) as connection:
        add_account(connection, "admin", PASSWORD, "", "admin", actor="test")
    settings = Settings.from_env(
        {"KKMGIS_DATABASE_URL": fresh_database_url, "KKMGIS_HOME": str(tmp_path)}
    )
    with TestClient(create_app(settings)) as client:
        yield Web(client)


def test_empty_register_says_what_to_do_first(empty_web: Web) -> None:
    for path, hint in {
        "/dashboard": "kkmgis demo",
        "/parcels": "kkmgis import parcels",
        "/signs": "kkmgis import signs",
        "/leases": "kkmgis import leases",
        "/imports": "ลากไฟล์มาวาง",
        "/gaps": "kkmgis gaps",
        "/roll": "kkmgis assess",
        "/finance": "kkmgis assess",
    }.items():
        answer = empty_web.page(path, "admin")
        assert answer.status_code == 200
        assert hint in answer.text, path
    for path in (
        "/map",
        "/api/v1/gaps",
        "/tiles/parcels/1/0/0.mvt",
        "/tiles/parcels.json",
    ):
        assert empty_web.get(path, "admin").status_code == 200


@pytest.mark.parametrize("language", ["th", "en"])
def test_sheet_shows_forms_formulas_and_what_was_not_checked(
    web: Web, language: str
) -> None:
    page = web.page(f"/parcels/{SLASHED}/sheet", "officer", language).text
    words = {
        "th": ("ภ.ด.ส.7", "ตร.ว. ×", "ม.43", "ยังไม่ได้ตรวจกับต้นฉบับกฎหมาย"),
        "en": ("form 7", "sq wa ×", "s.43", "not checked against the text"),
    }[language]
    assert [word for word in words if word not in page] == []
    assert "อัตราภาษี ทิ้งไว้ว่างเปล่า" in page or "Rate, left vacant" in page


def test_sheet_of_an_unknown_parcel_is_not_found(web: Web) -> None:
    assert web.page("/parcels/NO-SUCH/sheet").status_code == 404
