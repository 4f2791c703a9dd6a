"""The lists of the register as queries: columns, joins, filters."""

from __future__ import annotations

from typing import LiteralString

from kkmgis.registry.listing import Listing
from kkmgis.registry.page import BOX_SQL

_MAIN_USE: LiteralString = """(SELECT u.use FROM register.property_use u
    WHERE u.parcel_id = t.id AND u.from_year_be <= %(year)s
      AND (u.to_year_be IS NULL OR u.to_year_be >= %(year)s)
    ORDER BY u.amount DESC, u.position LIMIT 1)"""
_LAND_RUN: LiteralString = """(SELECT id FROM tax.current_run
    WHERE tax = 'land_building' AND tax_year_be = %(year)s)"""
_PARCEL_STATE: LiteralString = f"""CASE
    WHEN EXISTS (SELECT FROM tax.set_aside s WHERE s.run_id = {_LAND_RUN}
                 AND s.kind = 'land' AND s.object_id = t.id) THEN 'set_aside'
    WHEN EXISTS (SELECT FROM tax.line l WHERE l.run_id = {_LAND_RUN}
                 AND l.parcel_id = t.id) THEN 'assessed'
    ELSE 'unassessed' END"""

PARCELS = Listing(
    columns=f"""t.code, t.deed_no, t.doc_type, t.area_wa, b.code AS block,
        coalesce({_MAIN_USE}, 'unknown') AS use, t.status, t.version,
        {_PARCEL_STATE} AS state""",
    source="register.parcel t LEFT JOIN register.block b ON b.id = t.block_id",
    key="t.code",
    filters={
        "status": "t.status = %(status)s",
        "block": "b.code = %(block)s",
        "use": f"coalesce({_MAIN_USE}, 'unknown') = %(use)s",
        "state": f"{_PARCEL_STATE} = %(state)s",
        "minx": f"t.geom && {BOX_SQL}",
    },
)

BUILDINGS = Listing(
    columns="""t.code, p.code AS parcel_code, t.type_code, t.structure, t.storeys,
        t.floor_area_m2, t.built_year_be, t.house_no, t.name, t.version""",
    source="register.building t LEFT JOIN register.parcel p ON p.id = t.parcel_id",
    key="t.code",
    filters={
        "parcel": "p.code = %(parcel)s",
        "type_code": "t.type_code = %(type_code)s",
        "minx": f"coalesce(t.geom, p.geom) && {BOX_SQL}",
    },
)

SIGN_STATE: LiteralString = """CASE WHEN t.removed_on < %(day)s THEN 'removed'
    WHEN t.exempt_under IS NOT NULL THEN 'exempt'
    WHEN l.tax_satang IS NOT NULL THEN 'taxed' ELSE 'untaxed' END"""
SIGN_SOURCE: LiteralString = """register.sign t
    LEFT JOIN register.parcel p ON p.id = t.parcel_id
    LEFT JOIN register.party o ON o.id = t.owner_id
    LEFT JOIN (SELECT l.object_id, sum(l.tax_satang)::bigint AS tax_satang
               FROM tax.line l WHERE l.kind = 'sign' AND l.run_id = (
                   SELECT id FROM tax.current_run
                   WHERE tax = 'sign' AND tax_year_be = %(year)s)
               GROUP BY l.object_id) l ON l.object_id = t.id"""

SIGNS = Listing(
    columns=f"""t.code, t.kind, t.business_name, t.text_class, t.moving, t.width_cm,
        t.height_cm, t.sides, t.installed_on, t.removed_on, t.exempt_under,
        p.code AS parcel_code, o.kind AS party_kind, o.title, o.name, o.surname,
        l.tax_satang, {SIGN_STATE} AS state, t.version""",
    source=SIGN_SOURCE,
    key="t.code",
    filters={
        "parcel": "p.code = %(parcel)s",
        "kind": "t.kind = %(kind)s",
        "text_class": "t.text_class = %(text_class)s",
        "state": f"{SIGN_STATE} = %(state)s",
        "minx": f"coalesce(t.geom, p.geom) && {BOX_SQL}",
    },
)

_RUNNING: LiteralString = """l.asset_id = t.id AND l.start_on <= %(today)s
    AND coalesce(l.end_on >= %(today)s, true)
    AND coalesce(l.terminated_on > %(today)s, true)"""

ASSETS = Listing(
    columns=f"""t.code, t.kind, t.owner, t.name, p.code AS parcel_code,
        b.code AS building_code, t.version,
        EXISTS (SELECT FROM register.lease l WHERE {_RUNNING}) AS leased""",
    source="""register.asset t LEFT JOIN register.parcel p ON p.id = t.parcel_id
        LEFT JOIN register.building b ON b.id = t.building_id""",
    key="t.code",
    filters={
        "kind": "t.kind = %(kind)s",
        "owner": "t.owner = %(owner)s",
        "parcel": "p.code = %(parcel)s",
    },
)

LEASE_STATE: LiteralString = """CASE WHEN t.terminated_on <= %(today)s THEN 'terminated'
    WHEN t.end_on < %(today)s THEN 'expired'
    WHEN t.start_on > %(today)s THEN 'future' ELSE 'running' END"""

LEASES = Listing(
    columns="""t.contract_no, a.code AS asset, a.name AS asset_name,
        a.kind AS asset_kind, a.owner, p.code AS parcel_code, o.kind AS party_kind,
        o.title, o.name,
        o.surname, t.start_on, t.end_on, t.terminated_on, t.rent_satang,
        t.rent_period, t.deposit_satang, t.permitted_use, t.version""",
    source="""register.lease t JOIN register.asset a ON a.id = t.asset_id
        LEFT JOIN register.parcel p ON p.id = a.parcel_id
        LEFT JOIN register.party o ON o.id = t.tenant_id""",
    key="t.contract_no",
    filters={
        "state": f"{LEASE_STATE} = %(state)s",
        "asset": "a.code = %(asset)s",
        "owner": "a.owner = %(owner)s",
    },
)

PARTIES = Listing(
    columns="""t.code, t.kind AS party_kind, t.title, t.name, t.surname, t.version,
        (SELECT count(DISTINCT r.parcel_id) FROM register.property_right r
         WHERE r.party_id = t.id AND (r.end_on IS NULL OR r.end_on > %(today)s))
            AS parcels""",
    source="register.party t",
    key="t.code",
    filters={"kind": "t.kind = %(kind)s"},
)
