"""Who asks: the credential behind a cookie or bearer token."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping

from api.database import AsyncPool
from kkmgis.sessions import (
    CREDENTIAL_SQL,
    Credential,
    credential_from_row,
    secret_hash,
)

KEPT = 2000


class Gate:
    """Credentials of secrets, remembered as long as no account changes.

    The data version of the account tables is compared each time, so that a
    sign-out or a closed account counts from the next request on, in every worker.
    """

    RELATIONS = ("sign_in", "api_token", "user_account", "role")

    def __init__(self, pool: AsyncPool) -> None:
        self._pool = pool
        self._version: tuple[int, ...] = ()
        self._known: OrderedDict[tuple[bytes, bool], Credential | None] = OrderedDict()

    async def credential(
        self, secret: str, *, bearer: bool, pulse: Mapping[str, int]
    ) -> Credential | None:
        """Tell what a secret stands for, None when for nothing (any more).

        Parameters
        ----------
        secret : str
            Value of the session cookie, or the bearer token.
        bearer : bool
            Whether it came as a bearer token.
        pulse : mapping
            Data versions, read after the request came in.
        """
        version = tuple(pulse.get(name, 0) for name in self.RELATIONS)
        if version != self._version:
            self._known.clear()
            self._version = version
        key = (secret_hash(secret), bearer)
        if key not in self._known:
            found = await self._look_up(*key)
            if version != self._version:
                return found
            self._known[key] = found
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        credential = self._known[key]
        if credential is None or _expired(credential):
            return None
        return credential

    async def _look_up(self, digest: bytes, bearer: bool) -> Credential | None:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                CREDENTIAL_SQL, {"hash": digest, "bearer": bearer}
            )
            return credential_from_row(await cursor.fetchone())


def _expired(credential: Credential) -> bool:
    return (
        credential.expires_at is not None
        and credential.expires_at <= dt.datetime.now(dt.UTC)
    )
