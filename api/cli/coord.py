"""`kkmgis coord`: one point from one coordinate system to another."""

from __future__ import annotations

from typing import Annotated

import typer

_HELP = "แปลงพิกัด (Indian 1975 ตามวิธีที่กำหนดตายตัว) · transform a coordinate"


def register(app: typer.Typer) -> None:
    """Add the command."""
    # A western longitude starts with a minus sign and is no option.
    app.command("coord", help=_HELP, context_settings={"ignore_unknown_options": True})(
        coord
    )


def coord(
    x: Annotated[float, typer.Argument(help="E หรือลองจิจูด · easting or longitude")],
    y: Annotated[float, typer.Argument(help="N หรือละติจูด · northing or latitude")],
    *,
    source: Annotated[str, typer.Option("--from", help="เช่น · e.g. EPSG:24048")],
    target: Annotated[str, typer.Option("--to", help="เช่น · e.g. EPSG:32648")],
) -> None:
    """Print ``X Y`` in the target system: metres to 1 mm, degrees to 9 places."""
    import numpy as np

    from kkmgis.crs import parse_crs, transform_xy
    from kkmgis.errors import SourceError
    from kkmgis.i18n import both

    wanted = parse_crs(target)
    moved = transform_xy(np.array([x]), np.array([y]), parse_crs(source), wanted)
    east, north = float(moved[0][0]), float(moved[1][0])
    if not (np.isfinite(east) and np.isfinite(north)):
        shown = {"x": x, "y": y, "source": source, "target": target}
        raise SourceError(both("coord.outside", **shown))
    places = 9 if wanted.is_geographic else 3
    typer.echo(f"{east:.{places}f} {north:.{places}f}")
