"""One authority: pools, homes, ordinances, and lines that explain themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from kkmgis.national.lines import record_of_row
from kkmgis.national.partition import assess_partition, compute_partition
from kkmgis.national.write import whole_array
from kkmgis.tax.explain import explain_line
from kkmgis.tax.records import line_records
from kkmgis.tax.rulebook import rule_book_of_content
from tests.national.partitions import (
    change_description,
    law,
    square,
    two_neighbours,
    write,
)


def taxes(folder: Path) -> list[int]:
    found: list[int] = compute_partition(folder, law()).result.tax.tolist()
    return found


def test_adjoining_parcels_of_one_owner_are_taxed_together(tmp_path: Path) -> None:
    """40 and 20 million in other use: 50 at 0.3 %, 10 at 0.4 %, by their bases."""
    assert taxes(write(tmp_path, *two_neighbours())) == [12_666_667, 0, 6_333_333]


@pytest.mark.parametrize(
    ("x", "y", "together"),
    [
        pytest.param(20, 0, True, id="whole_side_shared"),
        pytest.param(20, 19.9, True, id="ten_centimetres_of_side_shared"),
        pytest.param(20, 20, False, id="corner_only"),
        pytest.param(20.10, 0, True, id="gap_of_10_cm"),
        pytest.param(20.101, 0, False, id="gap_of_101_mm"),
        pytest.param(20.05, 20.05, False, id="corners_5_cm_apart"),
        pytest.param(19, 0, True, id="overlap"),
        pytest.param(28, 0, False, id="across_a_road"),
    ],
)
def test_parcels_adjoin_as_in_the_register(
    tmp_path: Path, x: float, y: float, together: bool
) -> None:
    objects, uses = two_neighbours()
    objects["geometry"][2] = square(x, y)
    pool = compute_partition(write(tmp_path, objects, uses), law()).facts.pool
    assert bool(pool[0] == pool[2]) is together


def test_another_owner_has_a_pool_of_his_own(tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    objects["taxpayer"][2] = 8
    assert taxes(write(tmp_path, objects, uses)) == [12_000_000, 0, 6_000_000]


def test_possessed_land_is_no_pool_with_owned_land(tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    objects["pool_set"] = [1, 1, 2]
    assert taxes(write(tmp_path, objects, uses)) == [12_000_000, 0, 6_000_000]


def test_land_that_is_set_aside_still_joins_a_pool(tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    more: dict[str, object] = {"id": 13, "kind": "land", "taxpayer": 7}
    more |= {"set_aside": "no_price", "geometry": square(20), "natural": True}
    for name, column in objects.items():
        column.append(more.get(name))
    objects["geometry"][2] = square(40)
    done = compute_partition(write(tmp_path, objects, uses), law())
    assert done.result.tax.tolist() == [12_666_667, 0, 6_333_333]
    assert done.totals.set_aside == {"no_price": 1}
    assert done.totals.objects == 3


@pytest.mark.parametrize(("owner", "million"), [(7, 30), (8, 10)])
def test_home_on_somebody_elses_land_is_exempt_up_to_10_million(
    tmp_path: Path, owner: int, million: int
) -> None:
    objects, uses = two_neighbours()
    objects["stated_satang"] = [None, 30 * 10**8, None]
    objects["taxpayer"][1] = owner
    done = compute_partition(write(tmp_path, objects, uses), law())
    assert done.result.exempt.tolist()[1] == million * 10**8


def test_listed_order_is_the_order_of_rows(tmp_path: Path) -> None:
    """Uses may stand in any order of objects; of one object their order counts."""
    objects, uses = two_neighbours()
    two: dict[str, list[Any]] = {
        "object": [12, 12],
        "use": ["other", "other"],
        "part": [3, 1],
    }
    two |= {"principal": [False, False], "reduction": [0, 50]}
    uses = {
        name: [*two.get(name, [None, None]), *column[:2]]
        for name, column in uses.items()
    }
    done = compute_partition(write(tmp_path, objects, uses), law())
    assert done.facts.asset.tolist() == [0, 1, 2, 2]
    assert done.facts.share_part.tolist() == [1, 1, 3, 1]
    assert done.facts.listed_reduction.tolist() == [0, 0, 0, 50]


def test_old_tax_of_the_former_acts_is_passed_on(tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    objects["old_tax_satang"] = [500, None, 0]
    facts = compute_partition(write(tmp_path, objects, uses), law()).facts
    assert facts.old_tax is not None
    assert facts.old_tax.tolist() == [500, -1, 0]


def test_shares_finer_than_int64_stay_exact(tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    for column in uses.values():
        column.append(column[0])
    uses["part"] = [3 * 10**30, 1, 1, 10**30]
    done = compute_partition(write(tmp_path, objects, uses), law())
    assert done.result.base.tolist()[:2] == [30 * 10**8, 10 * 10**8]


def test_an_ordinance_counts_in_its_authority_alone(tmp_path: Path) -> None:
    plain = write(tmp_path, *two_neighbours(), "A")
    raised = write(tmp_path, *two_neighbours(), "B")
    source = {"act": "land_building", "instrument": "ข้อบัญญัติ พ.ศ. 2568"}
    change = {"key": "land_building.rate.other", "value": [{"rate": "0.7"}]}
    change_description(raised, ordinances=[{**change, "source": source}])
    assert taxes(plain) == [12_666_667, 0, 6_333_333]
    assert taxes(raised) == [28_000_000, 0, 14_000_000]
    done = compute_partition(raised, law())
    assert done.totals.rule_book != law().version


def test_amounts_beyond_eight_bytes_are_written_and_checked(tmp_path: Path) -> None:
    """10^14 square wa at 400,000 baht: no town has them, a slip of the pen may."""
    objects, uses = two_neighbours()
    objects["area_x10000"][0] = 10**18
    folder, out = write(tmp_path / "in", objects, uses), tmp_path / "out"
    outcome = assess_partition(str(folder), str(out), law().content)
    assert outcome.totals is not None
    kept = assess_partition(str(folder), str(out), law().content)
    assert (kept.status, kept.totals) == ("kept", outcome.totals)
    rows = pq.ParquetFile(out / folder.name / "lines.parquet").read().to_pylist()
    assert sum(int(row["base"]) for row in rows) == outcome.totals.sum("base") > 2**63


def test_a_written_line_explains_itself(tmp_path: Path) -> None:
    """The record and the kept law give the same explanation as the kernel's."""
    folder, out = write(tmp_path / "in", *two_neighbours()), tmp_path / "out"
    outcome = assess_partition(str(folder), str(out), law().content)
    assert outcome.totals is not None
    rows = pq.ParquetFile(out / folder.name / "lines.parquet").read().to_pylist()
    assert [row["object"] for row in rows] == [10, 11, 12]
    kept = out / "rule_books" / f"{outcome.totals.rule_book}.json"
    rules = rule_book_of_content(kept.read_text(encoding="utf-8"))
    done = compute_partition(folder, law())
    records = line_records(done.facts, done.result)
    assert [record_of_row(row) for row in rows] == records
    explained = [explain_line(record_of_row(row), rules) for row in rows]
    assert explained == [explain_line(record, law()) for record in records]


def test_numbers_beyond_int64_are_written_whole() -> None:
    column = np.array([1, 2**70], dtype=object)
    assert [int(one) for one in whole_array(column).to_pylist()] == [1, 2**70]
