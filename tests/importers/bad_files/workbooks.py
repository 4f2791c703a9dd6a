"""Workbooks by hand: sparse, wide, deep, entities, formulas, lying references."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.importers.bad_files.made import Made, write, zip_of
from tests.importers.bad_files.seeds import open_document

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">'
    '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'
)


def workbook(
    rows: str, *, doctype: str = "", strings: str = "", sheets: int = 1
) -> bytes:
    """Make a workbook around the XML of its rows."""
    named = "".join(
        f'<sheet name="s{n}" sheetId="{n + 1}" r:id="rId1"/>' for n in range(sheets)
    )
    kinds = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    top = (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship'
        f' Id="rId1" Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    )
    book = (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}">'
        f"<sheets>{named}</sheets></workbook>"
    )
    relations = (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship'
        f' Id="rId1" Type="{_DOC}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_DOC}/sharedStrings"'
        ' Target="sharedStrings.xml"/></Relationships>'
    )
    sheet = (
        f'{_HEAD}{doctype}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>'
        "</worksheet>"
    )
    members = {
        "[Content_Types].xml": kinds,
        "_rels/.rels": top,
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'{_HEAD}{doctype}<sst xmlns="{_MAIN}">{strings}</sst>',
    }
    return zip_of([(name, content.encode()) for name, content in members.items()])


def _cell(reference: str, value: str = "code") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def _row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


HEADER = _row(1, _cell("A1"), _cell("B1", "note"))


def _formula(text: str) -> bytes:
    row = f'<row r="2">{_cell("A2", "1")}<c r="B2"><f>{text}</f><v>1</v></c></row>'
    return workbook(HEADER + row)


def _numbers(value: str) -> bytes:
    row = f'<row r="2"><c r="A2"><v>{value}</v></c><c r="B2" t="d"><v>{value}</v></c></row>'
    return workbook(HEADER + row)


def _shared(count: str) -> bytes:
    row = f'<row r="2"><c r="A2" t="s"><v>{count}</v></c></row>'
    return workbook(HEADER + row, strings="<si><t>x</t></si>")


def _repeated(rows: int, columns: int) -> bytes:
    """Say in an OpenDocument table that a cell comes again and again."""
    cell = (
        '<table:table-cell office:value-type="string"'
        f' table:number-columns-repeated="{columns}"><text:p>x</text:p>'
        "</table:table-cell>"
    )
    row = (
        f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    )
    return open_document(f'<table:table table:name="t">{row}</table:table>')


Builder = Callable[[Random], bytes]
BOOKS: tuple[tuple[Builder, str], ...] = (
    (
        lambda _: workbook(HEADER + _row(1_048_576, _cell("XFD1048576"))),
        "two cells in opposite corners",
    ),
    (
        lambda _: workbook(HEADER + _row(10_000_000, _cell("A10000000"))),
        "a cell in row ten million",
    ),
    (
        lambda _: workbook(HEADER + _row(4_294_967_295, _cell("A4294967295"))),
        "a cell in the last row of 32 bits",
    ),
    (lambda _: workbook(_row(1, _cell("A1"), _cell("BDWGN1"))), "a million columns"),
    (lambda _: workbook(_row(1, _cell("ZZZZZZZZ1"))), "a column beyond 32 bits"),
    (lambda _: workbook(_row(1, _cell("1A"), _cell("A"), _cell(""))), "no references"),
    (lambda _: workbook(_row(1, _cell("A0"), _cell("A-1"))), "row 0"),
    (lambda _: workbook(_row(9, _cell("A9")) + HEADER), "rows the other way round"),
    (
        lambda _: workbook("".join(_row(1, _cell("A1")) for _ in range(50_000))),
        "the same cell 50,000 times",
    ),
    (
        lambda _: workbook(
            HEADER + "".join(f'<row r="{n}"/>' for n in range(2, 900_000))
        ),
        "900,000 empty rows",
    ),
    (lambda _: workbook(HEADER, sheets=3_000), "3,000 sheets"),
    (lambda _: workbook(HEADER, doctype=OUTSIDE), "entities from outside"),
    (
        lambda _: workbook(_row(1, _cell("A1", "&m;")), doctype=LAUGHS),
        "a billion laughs",
    ),
    (
        lambda _: workbook(
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
            doctype=LAUGHS,
            strings="<si><t>&m;</t></si>",
        ),
        "a billion laughs in the strings",
    ),
    (lambda _: _formula("cmd|'/c calc'!A1"), "a formula that starts a program"),
    (lambda _: _formula('WEBSERVICE("http://127.0.0.1:9/")'), "a formula that fetches"),
    (lambda _: _formula("(" * 100_000), "a formula of brackets"),
    (lambda _: _numbers("1e999"), "a number beyond all"),
    (lambda _: _numbers("NaN"), "NaN"),
    (lambda _: _numbers("-99999999999"), "a date before all time"),
    (lambda _: _numbers("9" * 5_000), "a number of 5,000 digits"),
    (lambda _: _shared("99999999"), "a string that is not there"),
    (lambda _: _shared("-1"), "string -1"),
    (
        lambda _: workbook(HEADER + _row(2, _cell("A2", "x" * 20_000_000))),
        "a cell of 20 MB",
    ),
    (lambda _: workbook("<a>" * 300_000), "elements 300,000 deep"),
    (lambda _: workbook("<row r='1'><c r='A1'"), "XML that ends halfway"),
    (lambda _: workbook("\x00\x01\x02"), "XML with NUL"),
    (lambda _: workbook("<![CDATA[" + "]" * 100_000), "CDATA that never ends"),
    (lambda _: _repeated(1_048_576, 16_384), "an ODS cell 17 billion times"),
    (lambda _: _repeated(4_294_967_295, 1), "an ODS row four billion times"),
    (lambda _: _repeated(10, 2_147_483_647), "an ODS cell two billion times"),
    (lambda _: _repeated(20, 20), "400 ODS cells"),
    (lambda _: open_document("<table:table>" * 50_000), "ODS tables 50,000 deep"),
    (lambda _: open_document(""), "ODS without a table"),
    (lambda _: zip_of([("xl/workbook.xml", b"<workbook/>")]), "a workbook of nothing"),
    (lambda _: zip_of([("content.xml", b"<x/>")]), "an ODS of nothing"),
    (
        lambda _: zip_of([("xl/workbook.bin", bytes(5000)), ("x", b"")]),
        "a binary workbook",
    ),
    (
        lambda c: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + c.randbytes(5_000),
        "an old workbook of noise",
    ),
    (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3_000), "an old one of NUL"),
    (
        lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 100_000,
        "an old one of 0xFF",
    ),
)
_OLD = "old"


def workbooks(folder: Path, chance: Random, index: int) -> Made:
    """Write a workbook that asks for a grid nobody has the memory for."""
    build, about = BOOKS[index % len(BOOKS)]
    right = ".xls" if _OLD in about else ".ods" if "ODS" in about else ".xlsx"
    suffix = (right, ".xlsm", right, ".zip")[index // len(BOOKS) % 4]
    return Made(write(folder, f"map{suffix}", build(chance)), f"workbook: {about}")
