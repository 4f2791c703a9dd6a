"""Made-up authorities: the same by their seed, valid, and of every kind."""

from __future__ import annotations

import hashlib
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from kkmgis.national.layout import FILES
from kkmgis.national.partition import PartitionResult, compute_partition
from kkmgis.national.synthesise import authority_sizes, make_partition
from kkmgis.tax.facts import AssetKind, RateGroup
from tests.national.partitions import YEAR, law

PARCELS = 3000


def make(directory: Path, number: int = 0, *, seed: int = 1) -> Path:
    make_partition(str(directory), number, PARCELS, YEAR, seed)
    return directory / f"authority=T{number + 1:04d}"


def digest(folder: Path) -> str:
    content = b"".join((folder / name).read_bytes() for name in FILES)
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def done(folder: Path) -> PartitionResult:
    return compute_partition(folder, law())


def test_the_same_seed_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    assert digest(make(tmp_path / "again")) == digest(folder)
    assert digest(make(tmp_path / "other", seed=2)) != digest(folder)
    assert digest(make(tmp_path / "other", 1)) != digest(folder)


def test_parcels_are_valid_and_do_not_overlap(folder: Path) -> None:
    parcels = geopandas.read_parquet(folder / "objects.parquet").geometry.dropna()
    assert len(parcels) == PARCELS
    assert parcels.is_valid.all()
    shapes = parcels.to_numpy()
    a, b = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    assert len(a) == len(b) == 0


def test_neighbours_share_their_corners_to_the_digit(folder: Path) -> None:
    shapes = geopandas.read_parquet(folder / "objects.parquet").geometry.dropna()
    corners = shapely.get_coordinates(shapes.to_numpy())
    _, count = np.unique(corners, axis=0, return_counts=True)
    assert (count >= 4).sum() > PARCELS / 3


def test_every_kind_of_property_is_there(done: PartitionResult) -> None:
    facts, groups = done.facts, {RateGroup(one) for one in done.result.group}
    assert groups == set(RateGroup)
    assert {AssetKind(kind) for kind in facts.kind} == set(AssetKind)
    sizes = np.bincount(facts.pool[facts.kind == AssetKind.LAND])
    assert (sizes > 1).sum() > 50
    assert (np.bincount(facts.asset) > 1).sum() > 50
    assert (~facts.own_land).sum() > 20
    assert facts.co_owned.any()
    assert done.totals.set_aside["no_price"] > 5
    assert (done.result.tax > 0).sum() > 500


def test_sizes_differ_and_add_up() -> None:
    sizes = authority_sizes(5_000_000, 100, 1)
    assert (len(sizes), sum(sizes)) == (100, 5_000_000)
    assert max(sizes) > 3 * min(sizes)
    assert authority_sizes(3, 3, 1) == [1, 1, 1]
