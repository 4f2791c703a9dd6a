"""All bad files by number: 2,000 of them, the same ones in every run."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.importers.bad_files.archives import bombs, several, strange_paths
from tests.importers.bad_files.damage import (
    damaged,
    damaged_inside,
    misnamed,
    recoded,
    swapped_parts,
    wrong_types,
)
from tests.importers.bad_files.databases import databases, references
from tests.importers.bad_files.headers import projections, shapefile_lies, table_lies
from tests.importers.bad_files.made import Made, Maker
from tests.importers.bad_files.polygons import monsters
from tests.importers.bad_files.profiles import profiles
from tests.importers.bad_files.seeds import make_seeds
from tests.importers.bad_files.tables import gigabyte_line, huge_tables, nasty_values
from tests.importers.bad_files.workbooks import workbooks

SEED = 48
ALL = 2000
LONG = ("huge_tables", "monsters", "bombs", "workbooks")


@dataclasses.dataclass(frozen=True, slots=True)
class Family:
    """Bad files of one sort."""

    name: str
    make: Maker
    count: int


class Catalogue:
    """Makes bad files by number, 0 to `ALL` - 1."""

    def __init__(self, folder: Path) -> None:
        """Make the good files first.

        Parameters
        ----------
        folder : Path
            Empty.
        """
        self.seeds = seeds = make_seeds(folder)
        self.families = (
            Family("damaged", damaged(seeds), 600),
            Family("damaged_inside", damaged_inside(seeds), 100),
            Family("misnamed", misnamed(seeds), 120),
            Family("swapped_parts", swapped_parts(seeds), 60),
            Family("recoded", recoded(seeds), 60),
            Family("wrong_types", wrong_types(seeds), 120),
            Family("shapefile_lies", shapefile_lies(seeds), 240),
            Family("table_lies", table_lies(seeds), 80),
            Family("projections", projections(seeds), 20),
            Family("nasty_values", nasty_values, 96),
            Family("huge_tables", huge_tables, 32),
            Family("gigabyte_line", gigabyte_line, 1),
            Family("monsters", monsters, 76),
            Family("bombs", bombs, 60),
            Family("strange_paths", strange_paths, 85),
            Family("several", several(seeds), 40),
            Family("workbooks", workbooks, 80),
            Family("databases", databases(seeds), 47),
            Family("references", references, 43),
            Family("profiles", profiles(seeds), 40),
        )

    def __len__(self) -> int:
        """Count them."""
        return sum(family.count for family in self.families)

    def numbers(self, name: str) -> range:
        """Give the numbers of a family."""
        first = 0
        for family in self.families:
            if family.name == name:
                return range(first, first + family.count)
            first += family.count
        raise KeyError(name)

    def make(self, number: int, folder: Path) -> Made:
        """Make the bad file of a number in an empty folder."""
        first = 0
        for family in self.families:
            if number < first + family.count:
                index = number - first
                chance = Random(f"{SEED} {family.name} {index}")  # noqa: S311
                made = family.make(folder, chance, index)
                return dataclasses.replace(made, about=f"{family.name}: {made.about}")
            first += family.count
        raise IndexError(number)

    def sample(self, each: int) -> Iterator[int]:
        """Pick every so many of each family, fewer of those that take seconds."""
        for family in self.families:
            if family.name != "gigabyte_line":
                step = each * 3 if family.name in LONG else each
                yield from self.numbers(family.name)[1::step]
