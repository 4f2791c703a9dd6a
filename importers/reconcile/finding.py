"""Find what a batch would do to the register, row by row.

It is found in the transaction that writes the batch to see what happens and is taken
back: before and after are both there, whatever the kind.
"""

from __future__ import annotations

from importers.copying import read_query, write_copy
from importers.reconcile.thresholds import THRESHOLDS
from importers.work import Work

MAIN = {
    "boundary": "authority",
    "blocks": "block",
    "public-areas": "public_area",
    "parcels": "parcel",
    "buildings": "building",
    "condos": "unit",
    "parties": "party",
    "rights": "property_right",
    "uses": "property_use",
    "prices-land": "land_price",
    "prices-building": "building_price",
    "prices-condo": "condo_price",
    "signs": "sign",
    "assets": "asset",
    "leases": "lease",
    "sign-permits": "sign_permit",
    "deeds": "deed",
    "footprints": "footprint",
}
"""The table that a row of each kind is an object of. Payments and a roll have none:
what they write does not differ from what was, it is added."""

_VALUED = ("parcel", "building", "unit")
_OWN = (
    "id", "version", "sys_from", "changed_by", "change_reason", "batch_id", "geom",
    "code_is_standard",
)  # fmt: skip
_COLUMNS = "what, code, row_no, object_id, details"
_ORDER = "array_position('{split,merged,moved,changed,gone,new}', what), row_no, code"


def remember_named(work: Work) -> None:
    """Note which codes the file names, of rows that will be rejected too."""
    work.run("DROP TABLE IF EXISTS pg_temp.named")
    code = "code" if work.kind.field("code") is not None else "NULL::text"
    work.run(
        f"CREATE TEMP TABLE named ON COMMIT DROP AS SELECT {code} AS code FROM incoming"
    )


def read_difference(work: Work) -> bytes:
    """Find the difference between the register as it was and as it has become.

    Returns
    -------
    bytes
        Rows for `keep_difference`, out of the transaction that is taken back.
    """
    table = MAIN.get(work.kind.name)
    if table is None:
        return b""
    columns = _columns(work, table)
    code = "t.code" if "code" in columns else "history.code_of(to_jsonb(t))"
    told = [name for name in columns if name not in _OWN]
    names: dict[str, object] = {
        **THRESHOLDS,
        "after": ", ".join(f"t.{name}" for name in told),
        "before": ", ".join(f"f.{name}" for name in told),
        "batch": work.batch_id,
        "code": code,
        "table": table,
    }
    for name in ("former", "found", "source"):
        work.run(f"DROP TABLE IF EXISTS pg_temp.{name}")
    _earlier_versions(work)
    work.run_file("difference_rows", **names)
    if "geom" in columns:
        work.run_file("difference_shapes", **names)
    if table in _VALUED:
        work.run_file("difference_values", **names)
    if table == "parcel":
        work.run_file("difference_parcels", **names)
    else:
        work.run_file("difference_gone", **names)
    return read_query(
        work.connection,
        f"SELECT {work.batch_id}, row_number() OVER (ORDER BY {_ORDER}), '{table}',"
        f" {_COLUMNS} FROM found",
    )


def _columns(work: Work, table: str) -> list[str]:
    rows = work.fetch(
        "SELECT column_name::text FROM information_schema.columns"
        " WHERE table_schema = 'register' AND table_name = %s"
        " ORDER BY ordinal_position",
        (table,),
    )
    return [str(name) for (name,) in rows]


def _earlier_versions(work: Work) -> None:
    """Find the imports of earlier versions of this file: same kind, name and layer."""
    work.run(
        "CREATE TEMP TABLE source ON COMMIT DROP AS SELECT b.id FROM staging.batch b"
        " JOIN staging.batch this ON this.id = %s AND this.kind = b.kind"
        " AND this.file_name = b.file_name AND this.layer IS NOT DISTINCT FROM b.layer"
        " WHERE b.status = 'promoted' AND b.id <> this.id AND this.corrects IS NULL",
        (work.batch_id,),
    )


def keep_difference(work: Work, found: bytes) -> None:
    """Keep the difference of a batch; that of an earlier check goes."""
    work.run("DELETE FROM staging.difference WHERE batch_id = %s", (work.batch_id,))
    if found:
        write_copy(
            work.connection,
            "staging.difference",
            f"batch_id, place, object, {_COLUMNS}",
            found,
        )
