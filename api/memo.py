"""Answers that take a second, kept as long as the data stands still."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from psycopg import Connection

T = TypeVar("T")

# Who signs in or out changes nothing that is added up.
_VERSION_SQL = (
    "SELECT coalesce(sum(changes), 0)::bigint, current_date FROM audit.pulse"
    " WHERE relation NOT IN ('user_account', 'sign_in', 'api_token', 'role')"
)


class Memo:
    """Answers of one worker by name, each with the data version it was made from."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Any]] = {}
        self._lock = threading.Lock()

    def get(self, connection: Connection[Any], name: str, make: Callable[[], T]) -> T:
        """Give an answer that is as new as the register.

        Parameters
        ----------
        name : str
            What is asked, with everything it depends on besides the data.
        make : callable
            Makes the answer; one caller at a time, the others wait for it.
        """
        version = connection.execute(_VERSION_SQL).fetchone()
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or kept[0] != version:
                kept = (version, make())
                self._kept[name] = kept
        answer: T = kept[1]
        return answer
