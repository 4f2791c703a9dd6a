"""Compile the parameters of the Land and Building Tax Act B.E. 2562."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kkmgis.tax.entry import KEPT_ONE, Entry
from kkmgis.tax.exact import Rounding
from kkmgis.tax.facts import Material, RateGroup

LADDER_GROUPS = tuple(group for group in RateGroup if group is not RateGroup.EXEMPT)
LISTS = (0, 50, 90)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rates of one group, slice by slice (s.94 and the rate decree).

    Attributes
    ----------
    floors : tuple of int, satang
        Lower bound of each slice, the first 0, ascending. A value equal to a
        floor still belongs to the slice below (C4).
    rates : tuple of int, units of 0.001 %
    """

    floors: tuple[int, ...]
    rates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Step-up of the rate of vacant property (s.43, C8), units of 0.001 %."""

    points: int
    every_years: int
    highest_rate: int
    first_year: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """What the decrees under s.55 leave of the tax of one list (C11).

    Attributes
    ----------
    kept : int, thousandths of the tax that remain
    percent : Decimal, percent of the tax that is forgiven
    """

    kept: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class LandLate:
    """Penalty and surcharge of s.68-70, percent as exact fractions of 1."""

    penalties: Mapping[str, Fraction]
    penalty_sections: Mapping[str, str]
    surcharge: Fraction
    deferred_surcharge: Fraction
    at_most_the_tax: bool
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class LandRules:
    """The Land and Building Tax Act in one tax year.

    Attributes
    ----------
    ladders : tuple of Ladder
        By RateGroup, without EXEMPT.
    farm_exemption, home_exemption, building_only_exemption : int, satang
        s.40, s.41 p1, s.41 p2.
    farm_wholly_exempt : bool
        s.96, the first three years.
    untaxed : tuple of str
        Known paragraphs of s.8, e.g. ``8(5)``.
    depreciation : tuple of tuple of int
        By Material: percent by completed years, from age 0.
    reductions : mapping of int to Reduction
        By list: 0 (on none), 50, 90.
    rise_paid : int, percent
        Part of a rise against the former taxes that is paid (s.97); 100: all.
    rounding : Rounding
        C1.
    assumed_material : Material
        C10.
    """

    ladders: tuple[Ladder, ...]
    farm_exemption: int
    home_exemption: int
    building_only_exemption: int
    farm_wholly_exempt: bool
    untaxed: tuple[str, ...]
    vacancy: Vacancy
    depreciation: tuple[tuple[int, ...], ...]
    reductions: Mapping[int, Reduction]
    rise_paid: int
    rounding: Rounding
    assumed_material: Material
    late: LandLate


def land_rules(entries: Mapping[str, Entry]) -> LandRules:
    """Compile the land and building rules.

    Raises
    ------
    ParameterError
        A value cannot be law: brackets that do not ascend, a rate above its
        ceiling of s.37, a reduction above that of s.55, and the like.
    """
    part = {
        key.removeprefix("land_building."): entry
        for key, entry in entries.items()
        if key.startswith("land_building.")
    }
    wholly = part["exemption.farm_wholly"]
    material = entries["convention.C10"]
    if material.value not in {known.name.lower() for known in Material}:
        material.refuse(f"{material.value!r} is no known material")
    return LandRules(
        ladders=tuple(_ladder(part[f"rate.{g.name.lower()}"]) for g in LADDER_GROUPS),
        farm_exemption=_satang(part["exemption.farm"]),
        home_exemption=_satang(part["exemption.home"]),
        building_only_exemption=_satang(part["exemption.home_building_only"]),
        farm_wholly_exempt=wholly.truth(wholly.value),
        untaxed=tuple(part["exemption.untaxed"].value),
        vacancy=_vacancy(part["vacancy.step"], part["vacancy.first_year"]),
        depreciation=tuple(
            _depreciation(part[f"depreciation.{m.name.lower()}"]) for m in Material
        ),
        reductions=_reductions(part),
        rise_paid=_rise_paid(part),
        rounding=entries["convention.C1"].rounding(),
        assumed_material=Material[material.value.upper()],
        late=_late(part, entries["convention.C13"]),
    )


def _satang(entry: Entry) -> int:
    return entry.satang(entry.value)


def _ladder(entry: Entry) -> Ladder:
    if not isinstance(entry.value, list) or not entry.value:
        entry.refuse("has no brackets")
    floors, rates = [0], []
    for number, bracket in enumerate(entry.value, 1):
        entry.capped(entry.percent(entry.field("rate", bracket)))
        rates.append(entry.rate(bracket["rate"]))
        if number > 1 and rates[-1] < rates[-2]:
            entry.refuse(f"bracket {number}: rates fall")
        last = number == len(entry.value)
        if last == ("up_to" in bracket):
            entry.refuse(f"bracket {number}: only the last has no upper bound")
        if last:
            break
        floors.append(entry.satang(bracket["up_to"]))
        if floors[-1] <= floors[-2]:
            entry.refuse(f"bracket {number}: bounds do not ascend")
    return Ladder(tuple(floors), tuple(rates))


def _vacancy(step: Entry, first_year: Entry) -> Vacancy:
    return Vacancy(
        points=step.rate(step.field("points")),
        every_years=step.count(step.field("every_years")),
        highest_rate=step.rate(step.field("highest_rate")),
        first_year=first_year.count(first_year.value),
    )


def _depreciation(entry: Entry) -> tuple[int, ...]:
    table = [entry.whole(entry.percent(percent), "1 %") for percent in entry.value]
    if sorted(table) != table:
        entry.refuse("percentages fall")
    return (0, *table)


def _reductions(part: Mapping[str, Entry]) -> dict[int, Reduction]:
    general_entry = part["reduction.general"]
    general = general_entry.capped(general_entry.percent(general_entry.value))
    result = {0: _kept(general_entry, 1 - Fraction(general) / 100)}
    for number in LISTS[1:]:
        entry = part[f"reduction.list_{number}"]
        listed = entry.capped(entry.percent(entry.field("reduction")))
        kept = 1 - Fraction(listed) / 100
        if entry.truth(entry.field("with_general")):
            kept *= 1 - Fraction(general) / 100
        result[number] = _kept(entry, kept)
    return result


def _rise_paid(part: Mapping[str, Entry]) -> int:
    # Rule books that were stored before the parameter came are of years without it.
    entry = part.get("rise.paid")
    return 100 if entry is None else entry.whole(entry.percent(entry.value), "1 %")


def _kept(entry: Entry, kept: Fraction) -> Reduction:
    thousandths = entry.whole(kept * KEPT_ONE, "0.1 %")
    return Reduction(thousandths, Decimal(KEPT_ONE - thousandths) / 10)


def _late(part: Mapping[str, Entry], convention: Entry) -> LandLate:
    penalty, surcharge = part["late.penalty"], part["late.surcharge"]
    stages = ("before_warning", "within_warning", "after_warning")
    return LandLate(
        penalties={
            stage: Fraction(
                penalty.percent(penalty.field("rate", penalty.field(stage)))
            )
            / 100
            for stage in stages
        },
        penalty_sections={
            stage: penalty.field("section", penalty.field(stage)) for stage in stages
        },
        surcharge=Fraction(surcharge.percent(surcharge.field("rate"))) / 100,
        deferred_surcharge=Fraction(surcharge.percent(surcharge.field("deferred_rate")))
        / 100,
        at_most_the_tax=surcharge.truth(surcharge.field("at_most_the_tax")),
        rounding=convention.rounding(),
    )
