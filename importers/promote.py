"""Incoming rows → a register table: new, changed or as they were, set by set."""

from __future__ import annotations

import dataclasses

from importers.work import Work


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """A register table that rows go to.

    Attributes
    ----------
    table : str
        E.g. ``register.parcel``.
    key : tuple of str
        Columns that say which row it is.
    columns : tuple of str
        What else the file tells; columns not named here are left as they are.
    at_first : tuple of str
        Columns that a new row is given and an old one keeps.
    """

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    at_first: tuple[str, ...] = ()

    @property
    def match(self) -> str:
        """Write the condition that rows of both tables are the same object."""
        return " AND ".join(f"{_keyed('t', c)} = {_keyed('i', c)}" for c in self.key)


def _keyed(table: str, column: str) -> str:
    # A missing part of a key equals a missing one, and the join can be hashed.
    return f"coalesce({table}.{column}::text, '')"


def upsert(work: Work, target: Target, source: str = "incoming") -> None:
    """Insert what is new, update what differs, and note which is which.

    Parameters
    ----------
    work : Work
    target : Target
    source : str
        Temporary table with the columns of the target and ``row_no``,
        ``outcome``, ``target_id``, ``flawed``. Its outcomes become ``loaded``,
        ``updated`` or ``unchanged``.

    Notes
    -----
    A field whose value was wrong in this file keeps what the register knows.
    """
    # Without statistics of a table just made every join with it goes row by row.
    work.run(f"ANALYZE {source}")
    new = new_values(work, target, source)
    _classify(work, target, source, new)
    _insert(work, target, source)
    if new:
        changes = ", ".join(f"{column} = {value}" for column, value in new.items())
        work.run(
            f"UPDATE {target.table} t SET {changes} FROM {source} i"
            " WHERE t.id = i.target_id AND i.outcome = 'updated'"
        )


def new_values(work: Work, target: Target, source: str) -> dict[str, str]:
    """Give the SQL of the new value of each column, of rows ``i`` over old rows ``t``.

    A field whose value was wrong in this file keeps what the register knows.
    """
    found = work.fetch(
        f"SELECT DISTINCT unnest(flawed) FROM {source} WHERE flawed IS NOT NULL"
    )
    flawed = {name for (name,) in found}
    return {column: _new(column, column in flawed) for column in target.columns}


def _new(column: str, flawed: bool) -> str:
    if not flawed:
        return f"i.{column}"
    return f"CASE WHEN '{column}' = ANY(i.flawed) THEN t.{column} ELSE i.{column} END"


def _classify(work: Work, target: Target, source: str, new: dict[str, str]) -> None:
    old_row = ", ".join(f"t.{column}" for column in new)
    new_row = ", ".join(new.values())
    same = f"ROW({old_row}) IS NOT DISTINCT FROM ROW({new_row})" if new else "true"
    work.run(
        f"UPDATE {source} i SET target_id = t.id,"
        f" outcome = CASE WHEN {same} THEN 'unchanged' ELSE 'updated' END"
        f" FROM {target.table} t WHERE {target.match}"
    )
    # In the order of the file, so that the same file numbers its objects alike.
    work.run(
        f"UPDATE {source} i SET outcome = 'loaded', target_id = n.id FROM"
        f" (SELECT place, nextval(pg_get_serial_sequence('{target.table}', 'id')) id"
        f" FROM (SELECT ctid AS place FROM {source}"
        " WHERE outcome IS NULL ORDER BY row_no) o) n"
        " WHERE n.place = i.ctid"
    )
    # So far all outcomes were empty, and that is what the planner would go by.
    work.run(f"ANALYZE {source} (outcome, target_id)")


def _insert(work: Work, target: Target, source: str) -> None:
    columns = (*target.key, *target.columns, *target.at_first)
    names = ", ".join(columns)
    values = ", ".join(f"i.{column}" for column in columns)
    work.run(
        f"INSERT INTO {target.table} (id, {names}) SELECT i.target_id, {values}"
        f" FROM {source} i WHERE i.outcome = 'loaded' ORDER BY i.row_no"
    )


def carry_outcome(work: Work, source: str) -> None:
    """Let a row count as updated when something that hangs on it changed."""
    work.run(
        f"UPDATE incoming i SET outcome = 'updated' FROM {source} s"
        " WHERE s.row_no = i.row_no AND i.outcome = 'unchanged'"
        " AND s.outcome <> 'unchanged'"
    )


def stated_values(
    work: Work, object_column: str, field: str = "appraised_value"
) -> None:
    """Write the values that a file states outright for its objects.

    Parameters
    ----------
    object_column : str
        ``parcel_id``, ``building_id`` or ``unit_id``; the incoming rows carry
        the object in ``target_id`` and the year in ``value_year_be``.
    field : str
        Incoming field with the value in baht.
    """
    if not work.told(field):
        return
    work.run(
        "CREATE TEMP TABLE stated ON COMMIT DROP AS"
        " SELECT row_no, NULL::text AS outcome, NULL::bigint AS target_id,"
        f" NULL::text[] AS flawed, target_id AS {object_column},"
        f" value_year_be AS from_year_be, {field} AS value_baht"
        f" FROM incoming WHERE {field} IS NOT NULL"
    )
    key = (object_column, "from_year_be")
    upsert(work, Target("register.stated_value", key, ("value_baht",)), "stated")
    carry_outcome(work, "stated")
    work.run("DROP TABLE stated")
