"""Routers, one module a noun; the order decides where paths overlap."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes import (
    admin_page,
    dashboard_page,
    difference_page,
    finance_page,
    gap_page,
    health,
    import_batch_page,
    import_page,
    import_upload_page,
    law_page,
    list_pages,
    map_page,
    openapi,
    parcel_page,
    reform_page,
    search_page,
    sign_in,
    tiles,
    v1,
    what_if_page,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    sign_in.router,
    map_page.router,
    what_if_page.router,
    parcel_page.router,
    gap_page.router,
    list_pages.router,
    difference_page.router,
    finance_page.router,
    reform_page.router,
    import_page.router,
    import_upload_page.router,
    import_batch_page.router,
    dashboard_page.router,
    search_page.router,
    law_page.router,
    admin_page.router,
    tiles.router,
    *v1.ROUTERS,
    openapi.router,
)
