"""Files on their way in by the JSON API: sent, looked into, checked, written, undone."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from httpx2 import Response
from psycopg import Connection

from importers.jobs.overseer import Overseer
from kkmgis.settings import Settings
from tests.api.import_files import lots, zipped_shapefile
from tests.api.web import Web

PATIENCE_S = 60
BASE = "/api/v1/imports"
FIELDS = {
    "code": {"columns": ["LOT"]},
    "deed_no": {"columns": ["PAPER"]},
}


@pytest.fixture(scope="module")
def settings(web: Web) -> Settings:
    found: Settings = web.client.app.state.kkmgis.settings  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="module")
def overseer(web: Web, town_url: str, settings: Settings) -> Iterator[Overseer]:
    """Run the jobs of the service."""
    made = Overseer(settings, town_url)
    made.start()
    yield made
    made.stop()


def send(
    web: Web, name: str, content: bytes, role: str = "officer", **headers: str
) -> Response:
    return web.change(
        "POST",
        f"{BASE}/uploads",
        role,
        files=[("file", (name, content, "application/octet-stream"))],
        headers=headers,
    )


def end_of(web: Web, job: int) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found: dict[str, Any] = web.get(f"{BASE}/jobs/{job}").json()
        if found["state"] not in ("waiting", "running"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"job {job} is {found['state']}")


def inspected(web: Web, upload: int) -> dict[str, Any]:
    found = web.get(f"{BASE}/uploads/{upload}").json()
    assert end_of(web, found["job"]["id"])["state"] == "done"
    body: dict[str, Any] = web.get(f"{BASE}/uploads/{upload}").json()
    return body


def ask(web: Web, path: str, **options: Any) -> dict[str, Any]:
    answer = web.change("POST", f"{BASE}/{path}", **options)
    assert answer.status_code == 202, answer.text
    return end_of(web, answer.json()["id"])


def test_shapefile_goes_in_and_out_again(
    web: Web, overseer: Overseer, town: Connection[Any], settings: Settings
) -> None:
    frame = lots(4, PAPER=["100", "101", "102", "103"])
    answer = send(web, "แปลงที่ดิน.zip", zipped_shapefile(frame))
    assert answer.status_code == 201
    (item,) = answer.json()["items"]
    found = inspected(web, item["id"])
    assert (found["name"], found["inspection"]["crs"]) == (
        "แปลงที่ดิน.zip",
        "EPSG:32648",
    )
    body = {"kind": "parcels", "fields": FIELDS}
    staged = ask(web, f"uploads/{item['id']}/start", json=body)
    assert staged["state"] == "done", staged["error"]
    batch = staged["batch"]
    assert web.get(f"{BASE}/{batch}/outcomes").json()["outcomes"] == {"loaded": 4}
    count = "SELECT count(*) FROM register.parcel WHERE code LIKE '01B%'"
    assert town.execute(count).fetchone() == (0,)
    assert ask(web, f"{batch}/promote")["state"] == "done"
    assert town.execute(count).fetchone() == (4,)
    assert not list(settings.spool.glob("*/files/แปลงที่ดิน.zip"))
    undone = ask(web, f"{batch}/undo")
    assert undone["result"]["deleted"] == 4
    assert town.execute(count).fetchone() == (0,)
    assert web.get(f"{BASE}/{batch}").json()["status"] == "undone"
    actions = town.execute(
        "SELECT DISTINCT action FROM audit.event WHERE actor = 'officer'"
        " AND action LIKE 'import.%'"
    ).fetchall()
    assert {
        "import.uploaded",
        "import.started",
        "import.promoted",
        "import.undone",
    } <= {action for (action,) in actions}


def test_shapes_move_with_the_coordinate_system(web: Web, overseer: Overseer) -> None:
    content = zipped_shapefile(lots(2), "lots")
    (item,) = send(web, "lots.zip", content).json()["items"]
    inspected(web, item["id"])
    path = f"{BASE}/uploads/{item['id']}/preview?crs=EPSG:"
    here, there = (web.get(f"{path}{code}").json() for code in (32648, 24048))
    assert len(here["features"]) == 2
    first, second = (
        side["features"][0]["geometry"]["coordinates"][0][0] for side in (here, there)
    )
    # The datum Indian 1975 lies half a kilometre away from WGS 84.
    assert 400 < math.dist(first, second) < 600
    assert web.get(f"{path}1").status_code == 422


def test_parts_of_a_shapefile_are_one_upload(web: Web, tmp_path: Any) -> None:
    lots(1).to_file(tmp_path / "a.shp")
    (tmp_path / "b.csv").write_text("code\n1\n")
    files = [("file", (path.name, path.read_bytes())) for path in tmp_path.iterdir()]
    answer = web.change("POST", f"{BASE}/uploads", files=files)
    names = sorted(item["name"] for item in answer.json()["items"])
    assert names == ["a.shp", "b.csv"]


def test_name_of_a_file_reaches_nowhere(web: Web, settings: Settings) -> None:
    (item,) = send(web, "../../../evil\x01.csv", b"code\n1\n").json()["items"]
    assert item["name"] == "evil_01.csv"
    assert len(list(settings.spool.glob("*/files/evil_01.csv"))) == 1
    assert not list(settings.home.parent.rglob("../evil*"))


@pytest.mark.parametrize("mapping", ["secret.yaml", "/etc/hostname", "..", ""])
def test_only_profiles_can_be_named_from_outside(web: Web, mapping: str) -> None:
    (item,) = send(web, "named.csv", b"code\n1\n").json()["items"]
    page = f"/imports/uploads/{item['id']}"
    form = {"action": "start", "kind": "parties", "mapping": mapping}
    answers = [web.change("POST", page, data=form)]
    body = {"kind": "parties", "mapping": mapping}
    answers.append(web.change("POST", f"{BASE}{page[8:]}/start", json=body))
    for answer in answers:
        refused = "no mapping profile" in answer.text or answer.status_code == 422
        assert refused is (mapping != "")


def test_files_of_others_are_open_to_nobody_else(web: Web, settings: Settings) -> None:
    send(web, "mode.csv", b"code\n1\n")
    (path,) = settings.spool.glob("*/files/mode.csv")
    modes = [one.stat().st_mode & 0o777 for one in (path, path.parent, path.parents[1])]
    assert modes == [0o600, 0o700, 0o700]


def test_same_key_is_the_same_upload_and_the_same_job(web: Web) -> None:
    made = [
        send(web, "k.csv", b"code\n1\n", **{"idempotency-key": "once"}).json()
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_too_large_a_file_is_refused_in_words(
    web: Web, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    state = web.client.app.state.kkmgis  # type: ignore[attr-defined]
    monkeypatch.setattr(state, "settings", replace(settings, upload_mib=1))
    answer = send(web, "big.csv", b"x" * 2_000_000)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert "1 เมบิไบต์" in answer.json()["detail"]
    assert not list(settings.spool.glob("*/files/big.csv"))


@pytest.mark.parametrize("role", ["finance", "planner", "viewer"])
def test_only_officers_import(web: Web, role: str) -> None:
    assert send(web, "a.csv", b"code\n1\n", role).status_code == 403
    assert web.get(f"{BASE}/jobs", role).status_code == 403
    for path in ("1/promote", "1/discard", "1/undo", "jobs/1/cancel"):
        assert web.change("POST", f"{BASE}/{path}", role).status_code == 403


def test_upload_needs_its_token(web: Web) -> None:
    answer = web.request(
        "POST",
        f"{BASE}/uploads",
        cookie=web.cookie("officer"),
        files={"file": ("a.csv", b"code\n1\n")},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_body_that_is_no_form_is_refused(web: Web) -> None:
    answer = web.change("POST", f"{BASE}/uploads", json={"file": "x"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_request")


def test_form_that_breaks_off_leaves_nothing(web: Web, settings: Settings) -> None:
    body = (
        b'--x\r\ncontent-disposition: form-data; name="file"; filename="cut.csv"'
        b"\r\n\r\ncode"
    )
    answer = web.change(
        "POST",
        f"{BASE}/uploads",
        content=body,
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 422
    assert not list(settings.spool.glob("*/files/cut.csv"))


def test_upload_is_thrown_away(web: Web, overseer: Overseer) -> None:
    (item,) = send(web, "gone.csv", b"code\n1\n").json()["items"]
    inspected(web, item["id"])
    path = f"{BASE}/uploads/{item['id']}"
    assert web.change("DELETE", path).status_code == 204
    assert web.get(path).status_code == 404


def test_personal_values_are_masked_in_samples(web: Web, overseer: Overseer) -> None:
    content = "เลขประจำตัวประชาชน,ชื่อ\n1101700230708,มานะ\n".encode()
    (item,) = send(web, "people.csv", content).json()["items"]
    found = inspected(web, item["id"])
    assert "1101700230708" not in str(found)
    assert "มานะ" in str(found)


def test_unknown_numbers_are_not_found(web: Web) -> None:
    for path in ("uploads/999999", "jobs/999999", "999999/issues", "999999/outcomes"):
        assert web.get(f"{BASE}/{path}").status_code == 404
    assert web.change("POST", f"{BASE}/999999/undo").status_code == 404


def test_description_tells_of_uploads_and_jobs(web: Web) -> None:
    paths = web.get("/api/openapi.json").json()["paths"]
    assert "multipart/form-data" in str(paths[f"{BASE}/uploads"]["post"])
    assert "post" in paths[f"{BASE}/{{batch_id}}/undo"]
