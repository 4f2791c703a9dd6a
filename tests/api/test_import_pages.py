"""Pages of imports: they work by plain forms, and say everything in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from importers.jobs.overseer import Overseer
from tests.api.import_files import lots, zipped_shapefile
from tests.api.test_import_uploads import end_of, inspected, send
from tests.api.web import Web

JOB = re.compile(r"/imports/jobs/(\d+)$")


@pytest.fixture(scope="module")
def overseer(web: Web, town_url: str) -> Iterator[Overseer]:
    """Run the jobs of the service."""
    state = web.client.app.state.kkmgis  # type: ignore[attr-defined]
    made = Overseer(state.settings, town_url)
    made.start()
    yield made
    made.stop()


def post(web: Web, path: str, **form: Any) -> dict[str, Any]:
    """Send a form of a page and wait for the job that it leads to."""
    answer = web.change("POST", path, data=form)
    assert answer.status_code == 303, answer.text
    found = JOB.search(answer.headers["location"])
    assert found is not None, answer.headers["location"]
    return end_of(web, int(found[1]))


def uploaded(web: Web, count: int, prefix: str) -> int:
    """Send a shapefile and wait until it was looked into."""
    frame = lots(count, prefix=prefix, PAPER=[str(n) for n in range(count)])
    content = zipped_shapefile(frame, f"lots{prefix}")
    (item,) = send(web, f"lots{prefix}.zip", content).json()["items"]
    inspected(web, item["id"])
    return int(item["id"])


def test_form_without_script_takes_a_file(web: Web) -> None:
    token = web.csrf("officer")
    # The token has to come before the files.
    answer = web.request(
        "POST",
        "/imports/uploads",
        cookie=web.cookie("officer"),
        data={"csrf_token": token},
        files={"file": ("plain.csv", b"code\n1\n")},
    )
    assert answer.status_code == 303
    assert re.search(r"/imports/uploads/\d+$", answer.headers["location"])
    refused = web.request(
        "POST",
        "/imports/uploads",
        cookie=web.cookie("officer"),
        data={"csrf_token": "another"},
        files={"file": ("plain.csv", b"code\n1\n")},
    )
    assert refused.status_code == 403


def test_columns_chosen_by_hand_are_used(
    web: Web, overseer: Overseer, town: Connection[Any]
) -> None:
    path = f"/imports/uploads/{uploaded(web, 3, '01C')}"
    staged = post(
        web,
        path,
        action="start",
        kind="parcels",
        shown_kind="parcels",
        **{"column.code": '["LOT"]', "column.deed_no": '["PAPER"]'},
    )
    assert staged["state"] == "done", staged["error"]
    batch = staged["batch"]
    page = web.page(f"/imports/{batch}").text
    assert "บันทึกลงทะเบียน" in page
    assert (
        "Write into the register" in web.page(f"/imports/{batch}", language="en").text
    )
    done = post(web, f"/imports/{batch}/promote", only=["new"])
    assert done["state"] == "done", done["error"]
    deeds = "SELECT deed_no FROM register.parcel WHERE code LIKE '01C%' ORDER BY code"
    assert town.execute(deeds).fetchall() == [("0",), ("1",), ("2",)]
    assert post(web, f"/imports/{batch}/undo")["state"] == "done"
    assert "เอาออก 3 รายการ" in web.page(f"/imports/{batch}").text


def test_some_of_a_difference_is_taken(
    web: Web, overseer: Overseer, town: Connection[Any]
) -> None:
    path = f"/imports/uploads/{uploaded(web, 3, '01H')}"
    columns = {"column.code": '["LOT"]', "column.deed_no": '["PAPER"]'}
    form = {"action": "start", "kind": "parcels", "shown_kind": "parcels"} | columns
    batch = post(web, path, **form)["batch"]
    listed = web.get(f"/api/v1/imports/{batch}/difference").json()
    assert listed["counts"]["new"] == 3
    place = listed["items"][0]["place"]
    shape = web.get(f"/api/v1/imports/{batch}/difference/{place}/shape").json()
    assert [one["properties"]["part"] for one in shape["features"]] == ["after"]
    assert "01H002" in web.page(f"/imports/{batch}").text
    done = post(web, f"/imports/{batch}/promote", only=["new"], skip=["2"])
    assert done["state"] == "done", done["error"]
    codes = "SELECT code FROM register.parcel WHERE code LIKE '01H%' ORDER BY code"
    assert town.execute(codes).fetchall() == [("01H001",), ("01H003",)]
    assert post(web, f"/imports/{batch}/undo")["state"] == "done"


def test_batch_is_thrown_away_with_its_file(web: Web, overseer: Overseer) -> None:
    upload = uploaded(web, 2, "01D")
    staged = post(
        web,
        f"/imports/uploads/{upload}",
        action="start",
        kind="parcels",
        shown_kind="parcels",
        **{"column.code": '["LOT"]'},
    )
    assert f"/imports/{staged['batch']}" in web.page("/imports").text
    assert post(web, f"/imports/{staged['batch']}/discard")["state"] == "done"
    assert web.page(f"/imports/uploads/{upload}").status_code == 404
    assert "discarded" in web.get(f"/api/v1/imports/{staged['batch']}").text


def test_mended_rows_are_read_as_the_file_was(web: Web, overseer: Overseer) -> None:
    upload = uploaded(web, 2, "01E")
    staged = post(
        web,
        f"/imports/uploads/{upload}",
        action="start",
        kind="parcels",
        shown_kind="parcels",
        crs="EPSG:32648",
        **{"column.code": '["LOT"]', "column.note": '["PAPER"]'},
    )
    answer = web.change(
        "POST",
        "/api/v1/imports/uploads",
        data={"like": str(staged["batch"])},
        files={"file": ("mended.csv", b"LOT,PAPER\n01E001,1\n")},
    )
    (item,) = answer.json()["items"]
    choices = web.get(f"/api/v1/imports/uploads/{item['id']}").json()["choices"]
    assert (choices["kind"], choices["crs"]) == ("parcels", "EPSG:32648")
    assert choices["fields"]["note"]["columns"] == ["PAPER"]


def test_mapping_is_kept_under_a_name(web: Web, overseer: Overseer) -> None:
    path = f"/imports/uploads/{uploaded(web, 1, '01F')}"
    form = {
        "kind": "parcels",
        "shown_kind": "parcels",
        "column.code": '["LOT"]',
        "name": "แปลงของกองช่าง",
        "action": "save",
    }
    assert web.change("POST", path, data=form).status_code == 303
    assert "แปลงของกองช่าง" in web.page(path).text
    # The next file with the same columns is known by it.
    again = f"/imports/uploads/{uploaded(web, 2, '01J')}"
    found = web.get(f"/api/v1{again}").json()["inspection"]["proposals"][0]
    assert (found["kind"], found["profile"]) == ("parcels", "แปลงของกองช่าง")
    assert [one["columns"] for one in found["mapping"]] == [["LOT"]]
    chosen = r'<option value="แปลงของกองช่าง" selected>'
    assert re.search(chosen, web.page(again).text)


def test_repair_that_is_ticked_is_asked_for(web: Web, overseer: Overseer) -> None:
    path = f"/imports/uploads/{uploaded(web, 1, '01K')}"
    page = web.page(path).text
    assert 'name="repair.remove_spikes"' in page
    assert 'name="repair.close_ring"' not in page
    form = {"kind": "parcels", "shown_kind": "parcels", "column.code": '["LOT"]'}
    ticked = form | {"action": "show", "repair.remove_spikes": "on"}
    assert web.change("POST", path, data=ticked).status_code == 303
    kept = web.get(f"/api/v1{path}").json()["choices"]["repairs"]
    assert kept == {"remove_spikes": True}
    started = post(web, path, **ticked | {"action": "start"})
    assert started["state"] == "done", started["error"]


def test_import_that_was_thrown_away_is_one_line_without_counts(
    web: Web, overseer: Overseer
) -> None:
    path = f"/imports/uploads/{uploaded(web, 2, '01L')}"
    form = {"kind": "parcels", "shown_kind": "parcels", "column.code": '["LOT"]'}
    batch = post(web, path, action="start", **form)["batch"]
    assert post(web, f"/imports/{batch}/discard")["state"] == "done"
    line = re.search(
        rf'<a href="/imports/{batch}">{batch}</a>.*?</tr>',
        web.page("/imports").text,
        re.DOTALL,
    )
    assert line is not None
    assert "ไม่มีอะไรเข้าทะเบียน" in line[0]


def test_file_that_cannot_be_read_says_so_on_its_page(
    web: Web, overseer: Overseer
) -> None:
    (item,) = send(web, "empty.csv", b"").json()["items"]
    job = web.get(f"/api/v1/imports/uploads/{item['id']}").json()["job"]
    assert end_of(web, job["id"])["state"] == "failed"
    thai = web.page(f"/imports/uploads/{item['id']}").text
    english = web.page(f"/imports/uploads/{item['id']}", language="en").text
    assert 'role="alert"' in thai
    assert "empty" in english
    assert "ว่าง" not in english


def test_page_of_a_job_tells_its_end_to_the_script(
    web: Web, overseer: Overseer
) -> None:
    upload = uploaded(web, 1, "01G")
    job = web.get(f"/api/v1/imports/uploads/{upload}").json()["job"]["id"]
    part = web.page(f"/imports/jobs/{job}/part")
    assert part.headers["x-next-page"] == f"/imports/uploads/{upload}"
    assert web.page(f"/imports/jobs/{job}").status_code == 303


def test_planner_sees_batches_and_cannot_change_them(web: Web) -> None:
    page = web.page("/imports", "planner").text
    assert "form.drop" not in page
    assert 'enctype="multipart/form-data"' not in page
    assert web.page("/imports/uploads/1", "planner").status_code == 403
    assert web.change("POST", "/imports/1/undo", "planner").status_code == 403
