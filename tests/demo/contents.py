"""What a register holds, without what depends on when and in which try it came in."""

from __future__ import annotations

import psycopg

_TABLES = {
    "parcel": """SELECT p.code, p.status, b.code, p.doc_type, p.deed_no, p.utm_map1,
        p.utm_map2, p.utm_map3, p.utm_map4, p.utm_scale, p.land_no, p.area_wa,
        p.house_no, p.soi, p.road, p.version, md5(ST_AsBinary(p.geom))
        FROM register.parcel p LEFT JOIN register.block b ON b.id = p.block_id""",
    "block": "SELECT code, zone_code, version, md5(ST_AsBinary(geom)) FROM register.block",
    "building": """SELECT d.code, p.code, d.type_code, d.structure, d.storeys,
        d.floor_area_m2, d.built_year_be, d.version, md5(ST_AsBinary(d.geom))
        FROM register.building d LEFT JOIN register.parcel p ON p.id = d.parcel_id""",
    "standing": """SELECT d.code, p.code, s.share FROM register.building_parcel s
        JOIN register.building d ON d.id = s.building_id
        JOIN register.parcel p ON p.id = s.parcel_id""",
    "party": "SELECT code, kind, title, name, surname, version FROM register.party",
    "identity": """SELECT p.code, length(i.id_number_cipher), i.id_number_hash
        FROM private.party_identity i JOIN register.party p ON p.id = i.party_id""",
    "right": """SELECT coalesce(p.code, d.code, u.code), w.code, r.kind, r.share_num,
        r.share_den, r.start_on, r.end_on, r.home_from_year_be, r.version
        FROM register.property_right r JOIN register.party w ON w.id = r.party_id
        LEFT JOIN register.parcel p ON p.id = r.parcel_id
        LEFT JOIN register.building d ON d.id = r.building_id
        LEFT JOIN register.unit u ON u.id = r.unit_id""",
    "use": """SELECT coalesce(p.code, d.code, u.code), s.from_year_be, s.to_year_be,
        s.position, s.use, s.amount, s.vacant_since_be, s.exempt_under,
        s.reduction_pct, s.version FROM register.property_use s
        LEFT JOIN register.parcel p ON p.id = s.parcel_id
        LEFT JOIN register.building d ON d.id = s.building_id
        LEFT JOIN register.unit u ON u.id = s.unit_id""",
    "land_price": "SELECT key, from_year_be, price_baht_per_wa, version"
    " FROM register.land_price",
    "building_price": "SELECT type_code, from_year_be, price_baht_per_m2, version"
    " FROM register.building_price",
    "condo_price": "SELECT key, from_year_be, price_baht_per_m2, version"
    " FROM register.condo_price",
    "sign": """SELECT s.code, p.code, w.code, s.text_class, s.width_cm, s.height_cm,
        s.version, md5(ST_AsBinary(s.geom)) FROM register.sign s
        LEFT JOIN register.parcel p ON p.id = s.parcel_id
        LEFT JOIN register.party w ON w.id = s.owner_id""",
    "lease": """SELECT l.contract_no, a.code, w.code, l.start_on, l.end_on,
        l.rent_satang, l.version FROM register.lease l
        JOIN register.asset a ON a.id = l.asset_id
        JOIN register.party w ON w.id = l.tenant_id""",
    "permit": """SELECT s.permit_no, p.code, s.start_on, s.end_on, s.removed_on,
        s.status, s.fee_satang, s.version FROM register.sign_permit s
        LEFT JOIN register.parcel p ON p.id = s.parcel_id""",
    "deed": "SELECT key, doc_type, deed_no, area_wa, version FROM register.deed",
    "footprint": """SELECT source, code, observed_on, gone_on, version,
        md5(ST_AsBinary(geom)) FROM register.footprint""",
    "line": """SELECT tax, tax_year_be, kind, object_code, use, value_satang,
        tax_satang FROM tax.current_line""",
    "gap": "SELECT kind, key, status, stake_satang, severity FROM coverage.gap",
    "account": "SELECT username, role, is_active FROM account.user_account",
}


def contents(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, str]:
    """Give number of rows and a digest of each table's rows in their order."""
    found = {}
    for name, query in _TABLES.items():
        row = connection.execute(
            f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text))"
            f" FROM ({query}) t"
        ).fetchone()
        assert row is not None
        found[name] = f"{row[0]} {row[1]}"
    return found
