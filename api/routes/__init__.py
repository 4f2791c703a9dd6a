"""Routers, one module a noun; the order decides where paths overlap."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes import health, map_page, openapi, sign_in, tiles, v1

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    sign_in.router,
    map_page.router,
    tiles.router,
    *v1.ROUTERS,
    openapi.router,
)
