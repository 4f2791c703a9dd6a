"""The JSON API, version 1."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes.v1 import (
    assessments,
    differences,
    gaps,
    import_uploads,
    imports,
    lists,
    parcels,
    reforms,
    search,
    tax,
    what_if,
)

ROUTERS: tuple[APIRouter, ...] = (
    what_if.router,
    parcels.router,
    search.router,
    lists.router,
    gaps.router,
    assessments.router,
    differences.router,
    import_uploads.router,
    imports.router,
    tax.router,
    reforms.router,
)
