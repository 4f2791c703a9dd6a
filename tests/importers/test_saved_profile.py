"""What a person chose for a file is kept, found again and written without loss."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from importers.mapping import Profile, Rule, Section
from importers.profile import (
    fitting_profiles,
    learn_profile,
    load_profile,
    parse_profile,
    profile_yaml,
    shipped_profiles,
)
from importers.saved_profile import delete_profile, save_profile, saved_profiles
from kkmgis.errors import SourceError

COLUMNS = ["รหัสแปลง", "เอกสาร", "ไร่", "งาน", "วา"]
CHOSEN: dict[str, Rule | str] = {
    "code": "รหัสแปลง",
    "doc_type": Rule(("เอกสาร",), values={"โฉนด": "chanote"}),
    "area_wa": Rule(("ไร่", "งาน", "วา"), combine="rai_ngan_wa"),
}

text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
).filter(lambda t: t.strip() == t and t not in ("null", "~", "true", "false"))
names = st.lists(text, min_size=1, max_size=3, unique=True).map(tuple)
parts = st.one_of(
    st.just({}),
    st.builds(lambda s, n: {"split": s, "part": str(n)}, text, st.integers(1, 99)),
    st.builds(lambda n: {"split": "-", "part": str(n)}, st.integers(-9, -1)),
    st.just({"pattern": r"(?P<a>\d+)/(?P<b>.*)", "part": "b"}),
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Make any rule that has a meaning."""
    columns, any_of = draw(
        st.one_of(st.tuples(names, st.just(())), st.tuples(st.just(()), names))
    )
    combine: Any = "join" if len(columns) > 1 else draw(st.sampled_from([None, "join"]))
    if len(columns) == 3:
        combine = draw(st.sampled_from(["join", "rai_ngan_wa"]))
    return Rule(
        columns,
        any_of=any_of,
        combine=combine,
        join=draw(text) if combine == "join" else "",
        unit=draw(st.sampled_from(["", "m2", "rai"])),
        values=draw(st.dictionaries(text, text, max_size=3)),
        empty=frozenset(draw(st.lists(text, max_size=2))),
        round=draw(st.sampled_from([None, "up", "down", "nearest"])),
        optional=draw(st.booleans()),
        **draw(parts),
    )


sections = st.builds(
    Section,
    fields=st.dictionaries(text, rules(), max_size=3),
    defaults=st.dictionaries(text, text, max_size=2),
    layer=st.none() | text,
    crs=st.none() | text,
    encoding=st.none() | text,
    code_pattern=st.sampled_from([None, r"\d{4}-\d+"]),
    columns=st.just(()) | names,
)
profiles = st.builds(
    Profile,
    name=text,
    title=st.dictionaries(st.sampled_from(["th", "en"]), text),
    kinds=st.dictionaries(text, sections, max_size=2),
)


@given(profiles)
def test_written_profile_reads_the_same(profile: Profile) -> None:
    assert parse_profile(profile_yaml(profile), "other") == profile


@pytest.mark.parametrize("name", shipped_profiles())
def test_shipped_profile_is_written_without_loss(name: str) -> None:
    profile = load_profile(name)
    assert parse_profile(profile_yaml(profile), "other") == profile


def test_full_name_rule_is_written_without_loss() -> None:
    profile = parse_profile(
        "kinds: {parties: {fields: {name: {column: A, title: split}}}}", "p"
    )
    assert parse_profile(profile_yaml(profile), "p") == profile


def test_saved_profile_is_found_by_name(connection: Connection[Any]) -> None:
    learned = learn_profile("x", "parcels", COLUMNS, CHOSEN, crs="EPSG:24048")
    save_profile(connection, "แผนที่ ทต. ตัวอย่าง", learned, "officer")
    found = load_profile("แผนที่ ทต. ตัวอย่าง", connection)
    assert found.name == "แผนที่ ทต. ตัวอย่าง"
    assert found.kinds == learned.kinds
    (saved,) = saved_profiles(connection)
    assert (saved.profile, saved.changed_by) == (found, "officer")


def test_former_version_of_a_saved_profile_is_kept(connection: Connection[Any]) -> None:
    first = learn_profile("x", "parcels", COLUMNS, {"code": "รหัสแปลง"})
    save_profile(connection, "x", first, "one")
    save_profile(connection, "x", first, "two")
    second = learn_profile("x", "parcels", COLUMNS, CHOSEN)
    save_profile(connection, "x", second, "three")
    rows = connection.execute(
        "SELECT content, changed_by FROM history.mapping_profile"
    ).fetchall()
    assert [(parse_profile(c, "x"), by) for c, by in rows] == [(first, "one")]
    acts = connection.execute(
        "SELECT actor FROM audit.event WHERE action = 'profile.saved' ORDER BY id"
    ).fetchall()
    assert acts == [("one",), ("two",), ("three",)]


def test_deleted_profile_is_gone(connection: Connection[Any]) -> None:
    save_profile(connection, "x", learn_profile("x", "parcels", COLUMNS, CHOSEN), "a")
    delete_profile(connection, "x", "a")
    assert saved_profiles(connection) == []
    with pytest.raises(SourceError, match="no mapping profile x"):
        delete_profile(connection, "x", "a")


@pytest.mark.parametrize("name", ["", " a", "a/b", "ltax-map", "x" * 61, "../x"])
def test_name_that_cannot_be_taken_is_refused(
    connection: Connection[Any], name: str
) -> None:
    learned = learn_profile("x", "parcels", COLUMNS, CHOSEN)
    with pytest.raises(SourceError, match="name"):
        save_profile(connection, name, learned, "a")


def test_file_with_the_same_columns_is_known_again() -> None:
    learned = learn_profile("mine", "parcels", COLUMNS, CHOSEN)
    shipped = [load_profile(name) for name in shipped_profiles()]
    best, *_ = fitting_profiles(reversed(COLUMNS), [*shipped, learned])
    assert (best.profile, best.kind, best.exact, best.mapped) == (
        learned, "parcels", True, 5,
    )  # fmt: skip
    (wider,) = fitting_profiles([*COLUMNS, "อื่น"], [learned])
    assert not wider.exact
    assert fitting_profiles(COLUMNS[1:], [learned]) == []
    assert fitting_profiles(COLUMNS, [learned], "buildings") == []


def test_tax_map_is_known_by_its_cut_names() -> None:
    shipped = [load_profile(name) for name in shipped_profiles()]
    columns = ["PARCEL_COD", "OWNER_NAME", "RAI-NGAN-W", "land_type", "Moo"]
    best, *_ = fitting_profiles(columns, shipped, "parcels")
    assert best.profile.name == "ltax-map"


def test_chosen_column_that_is_not_there_is_named() -> None:
    with pytest.raises(SourceError, match="no column WEG"):
        learn_profile("x", "parcels", COLUMNS, {"code": "WEG"})
