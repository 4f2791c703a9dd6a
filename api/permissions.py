"""What each role may do: one table, asked by routers as a dependency."""

from __future__ import annotations

from typing import Literal, get_args

Permission = Literal[
    "map.read",
    "register.read",
    "party.names",
    "gap.read",
    "gap.change",
    "assessment.read",
    "reform.read",
    "reform.run",
    "finance.read",
    "import.read",
    "import.rejects",
    "import.write",
    "account.manage",
    "law.change",
    "operation.read",
]

PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

_READING: frozenset[Permission] = frozenset(
    ("map.read", "register.read", "assessment.read", "reform.read")
)
_OFFICE: frozenset[Permission] = _READING | {
    "party.names",
    "gap.read",
    "finance.read",
    "reform.run",
}

OF_ROLE: dict[str, frozenset[Permission]] = {
    "admin": frozenset(PERMISSIONS),
    "officer": _OFFICE
    | {
        "gap.change",
        "import.read",
        "import.rejects",
        "import.write",
    },
    "finance": _OFFICE | {"import.read"},
    "planner": _READING | {"gap.read", "import.read", "reform.run"},
    "viewer": _READING,
}
"""Permissions of each role; ``party.names``: sees the names of persons unmasked."""


def permitted(role: str, permission: Permission) -> bool:
    """Tell whether a role has a permission; an unknown role has none."""
    return permission in OF_ROLE.get(role, frozenset())
