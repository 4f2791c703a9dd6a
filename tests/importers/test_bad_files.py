"""A short run of the drill that `make drill ONLY=bad_files` runs over all 2,000."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.database import Server
from tests.importers.bad_files.catalogue import ALL, Catalogue
from tests.importers.bad_files.trial import CRS, Outcome, Trial, trial

SHARES = 4
EACH = 64


@pytest.fixture(scope="module")
def place(database_server: Server) -> Iterator[Trial]:
    """Give a place with a database of its own."""
    with (
        database_server.database() as url,
        tempfile.TemporaryDirectory(prefix="kkmgis-bad-") as folder,
        trial(Path(folder), url) as opened,
    ):
        yield opened


def test_catalogue_makes_the_same_files_every_time(tmp_path: Path) -> None:
    contents = []
    for name in ("one", "other"):
        seeds, cases = tmp_path / name / "seeds", tmp_path / name / "cases"
        seeds.mkdir(parents=True)
        cases.mkdir()
        catalogue = Catalogue(seeds)
        assert len(catalogue) == ALL
        for number in range(0, ALL, 50):
            (cases / str(number)).mkdir()
            if number not in catalogue.numbers("gigabyte_line"):
                catalogue.make(number, cases / str(number))
        contents.append(
            {p.relative_to(cases): p.read_bytes() for p in cases.rglob("*.*")}
        )
    assert contents[0] == contents[1]
    assert len(contents[0]) >= ALL // 50


@pytest.mark.parametrize("share", range(SHARES))
def test_bad_files_end_in_a_sentence_and_leave_nothing_behind(
    place: Trial, share: int
) -> None:
    numbers = list(place.catalogue.sample(EACH))[share::SHARES]
    assert len(numbers) > ALL / EACH / SHARES / 2
    found: dict[str, list[Outcome]] = {}
    for number in numbers:
        made, outcomes = place.run(number)
        wrong = [one for one in outcomes if one.faults or one.ended_by_system]
        if wrong:
            found[f"{number} {made.about}"] = wrong
    assert found == {}


@pytest.mark.parametrize("name", ["shapefile_lies", "databases"])
def test_forked_commands_end_as_new_interpreters_do(
    place: Trial, tmp_path: Path, name: str
) -> None:
    made = place.catalogue.make(place.catalogue.numbers(name)[3], tmp_path)
    for words in (
        ["inspect", str(made.path)],
        ["import", made.kind, str(made.path), *CRS, "--dry-run"],
    ):
        forked = place.command(words)
        told = (forked.status, forked.output, forked.errors)
        assert _plain(place.afresh(words)) == _plain(told)


def _plain(told: tuple[int | None, str, str]) -> tuple[int | None, str, str]:
    """Leave out what differs from run to run: number of the batch, and seconds."""
    status, output, errors = told
    changing = r"(\d+\.\d+ (?=s|วินาที)|(?<=batch )\d+|(?<=ชุดที่ )\d+|imports apply \d+)"
    return status, re.sub(changing, "", output), errors


def test_projection_with_a_damaged_letter_is_said(place: Trial, tmp_path: Path) -> None:
    seed = next(one for one in place.catalogue.seeds.values() if ".prj" in one)
    for suffix, content in seed.items():
        (tmp_path / f"map{suffix}").write_bytes(content)
    projection = seed[".prj"].replace(b"UTM", b"U\xd4M")
    assert projection != seed[".prj"]
    (tmp_path / "map.prj").write_bytes(projection)
    outcome = place.command(["inspect", str(tmp_path / "map.shp")])
    assert (outcome.status, outcome.faults) == (2, ())
    assert ".prj" in outcome.errors


def test_good_files_of_every_format_are_imported(place: Trial, tmp_path: Path) -> None:
    """Otherwise the test above would find that nothing is ever accepted."""
    seeds = place.catalogue.seeds
    for name, seed in seeds.items():
        for suffix, content in seed.items():
            (tmp_path / f"{name}{suffix}").write_bytes(content)
        path = tmp_path / f"{name}{next(iter(seed))}"
        outcome = place.command(["import", "parcels", str(path), *CRS, "--json"])
        told = (outcome.status, outcome.faults, outcome.errors)
        assert outcome.status in (0, 1), told
        assert outcome.faults == (), told
        assert '"read": 12' in outcome.output


class _Counting(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_GET

    def log_message(self, *said: object) -> None:
        """Say nothing."""


def test_addresses_in_files_are_never_asked(place: Trial, tmp_path: Path) -> None:
    asked: list[str] = []
    handler = type("Handler", (_Counting,), {"asked": asked})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        for number, path in enumerate(_naming(address, tmp_path)):
            outcome = place.command(["inspect", str(path)])
            assert outcome.faults == (), (number, outcome)
        server.shutdown()
    assert asked == []


def _naming(address: str, folder: Path) -> Iterator[Path]:
    """Write files that would make GDAL fetch an address."""
    linked = (
        '{"type":"FeatureCollection","crs":{"type":"link","properties":'
        f'{{"href":"{address}","type":"ogcwkt"}}}},"features":[{{"type":"Feature",'
        '"properties":{"code":"1"},"geometry":{"type":"Point","coordinates":[1,2]}}]}'
    )
    for name, text in (
        ("link.geojson", linked),
        ("named.geojson", linked.replace('"link"', '"name"').replace("href", "name")),
        ("service.json", f'{{"type":"FeatureCollection","conformsTo":["{address}"]}}'),
        ("curl.geojson", f"/vsicurl/{address}map.geojson"),
        ("url.csv", f"{address}map.csv"),
        ("esri.json", f'{{"currentVersion":1,"services":["{address}"],"layers":[]}}'),
    ):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        yield path
