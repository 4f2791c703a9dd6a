"""Cases broken on purpose, in the tree of their JSON and in its bytes.

All is drawn from a `random.Random`, so that a seed and a number name one mutant for
ever. Mutants of the tree are still JSON; mutants of the text mostly are none.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

Json = Any
"""Whatever JSON holds."""

LITERAL = "\u2063literal "
"""Begins a text that is written without its quotes: numbers Python cannot hold."""
LITERALS = (
    *("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e-400", "-0", "-0.0"),
    *("1E+3", "0.1e1", "1e99999999999999999999", "9" * 41, "1" * 6000, "-" + "9" * 50),
    *("2569.0", "2569", "0.1", "1e2", "100000000000000000000.00000000000000000001"),
)
TEXTS = (
    *("", " ", "0", "-1", "-0", "1.", ".5", "+1", "1e3", "1,000", "1_000", "๑๒๓", "１"),
    *("NaN", "Infinity", "null", "true", "0x10", "1 ", " 1", "1\n", "9" * 15, "9" * 60),
    *("0." + "0" * 19 + "1", "0." + "1" * 21, "0" * 60 + "1", "1/3", "½", "฿1", "1.00"),
    *("ก", "ที่ดิน", "\u0e33\u0e4d", "e\u0301", "\u202e1", "\ufeff", "\x00", "\x1b[2J"),
    *("\ud800", "\U0001f3e0", "\u2028", "\t", "\\", '"', "{}", "{value}", "%s", "$.a"),
    *("x" * 199, "x" * 201, "ก" * 100_000, "../../etc", "2026-02-29", "2024-02-29"),
    *("2569-01-01", "2026-13-01", "2026-1-1", "๒๕๖๙-๐๑-๐๑", "0000-00-00", "9999-12-31"),
    *(
        "2026-06-30T00:00",
        "26-06-30",
        "8(0)",
        "8(13)",
        "8(5) ",
        "0-0-0",
        "1-4-0",
        "-0-0",
    ),
    *("999999999-3-99.99999999999999999999", "1-2-3-4", "G1", "L1", "B1", "home"),
)
NUMBERS = (
    0,
    1,
    -1,
    2,
    2562,
    2563,
    2569,
    2570,
    2571,
    9999,
    10**9,
    2**63,
    10**39,
    -(10**39),
)
VALUES: tuple[Json, ...] = (
    None,
    True,
    False,
    [],
    {},
    [[]],
    [None],
    {"": None},
    0.5,
    -0.5,
    1e-9,
    1e300,
)


def places(tree: Json, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the paths of all that a tree holds, the tree itself first."""
    inner: Any = ()
    if isinstance(tree, dict):
        inner = tree.items()
    elif isinstance(tree, list):
        inner = enumerate(tree)
    return [path, *(p for name, part in inner for p in places(part, (*path, name)))]


def at(tree: Json, path: tuple[Any, ...]) -> Json:
    """Give what stands at a path."""
    for part in path:
        tree = tree[part]
    return tree


class Twin(str):
    """A name that stands beside its equal in one object, as JSON text can."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def junk(rng: Random, depth: int = 0) -> Json:
    """Draw something that has no business where it will stand."""
    way = rng.randrange(7 if depth < 3 else 4)
    if way == 0:
        return rng.choice(TEXTS)
    if way == 1:
        return LITERAL + rng.choice(LITERALS)
    if way == 2:
        return rng.choice(NUMBERS)
    if way == 3:
        return copy.deepcopy(rng.choice(VALUES))
    if way == 4:
        return [junk(rng, depth + 1) for _ in range(rng.randrange(4))]
    if way == 5:
        return {
            rng.choice(TEXTS): junk(rng, depth + 1) for _ in range(rng.randrange(4))
        }
    nested: Json = "x"
    for _ in range(rng.choice((2, 9, 30))):
        nested = [nested] if rng.randrange(2) else {"kind": nested}
    return nested


def _replace(rng: Random, holder: Json, name: Any) -> None:
    holder[name] = junk(rng)


def _drop(_rng: Random, holder: Json, name: Any) -> None:
    del holder[name]


def _text(_rng: Random, holder: Json, name: Any) -> None:
    """Swap a number for its digits as text, and the other way round."""
    value = holder[name]
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", value):
        holder[name] = LITERAL + str(Decimal(value))
    else:
        holder[name] = str(value)


def _digits(rng: Random, holder: Json, name: Any) -> None:
    """Change one letter of a text, or a number by one."""
    value = holder[name]
    if isinstance(value, str) and value and not value.startswith(LITERAL):
        cut = rng.randrange(len(value))
        letter = rng.choice("0123456789.-๙ \x00e(){}ก")
        holder[name] = value[:cut] + letter + value[cut + rng.randrange(2) :]
    elif isinstance(value, int) and not isinstance(value, bool):
        holder[name] = value + rng.choice((-1, 1, 10**6))
    else:
        holder[name] = [value]


def _rename(rng: Random, holder: Json, name: Any) -> None:
    if isinstance(holder, dict):
        new = rng.choice((name.upper(), name + " ", name[:-1], rng.choice(TEXTS)))
        holder[new] = holder.pop(name)
    else:
        holder.append(holder.pop(name))


def _twice(rng: Random, holder: Json, name: Any) -> None:
    """Repeat an item of a list, or write a name twice."""
    if isinstance(holder, list):
        holder.insert(rng.randrange(len(holder) + 1), copy.deepcopy(holder[name]))
    else:
        holder[Twin(name)] = junk(rng) if rng.randrange(2) else holder[name]


def _more(rng: Random, holder: Json, name: Any) -> None:
    """Add what does not belong there."""
    if isinstance(holder, dict):
        holder[rng.choice((*TEXTS, "kind", "value", "share", "group"))] = junk(rng)
    else:
        holder.insert(rng.randrange(len(holder) + 1), junk(rng))


def _same(_rng: Random, holder: Json, name: Any) -> None:
    """Put the object into itself."""
    holder[name] = copy.deepcopy(holder)


WAYS: tuple[Callable[[Random, Json, Any], None], ...] = (
    *(
        _replace,
        _replace,
        _drop,
        _text,
        _digits,
        _digits,
        _rename,
        _twice,
        _more,
        _same,
    ),
)


def _place(rng: Random, tree: Json) -> tuple[Any, ...] | None:
    """Draw a place below the top, mostly one that holds no other."""
    paths = places(tree)[1:]
    leaves = [path for path in paths if not isinstance(at(tree, path), (dict, list))]
    if leaves and rng.randrange(4):
        return rng.choice(leaves)
    return rng.choice(paths) if paths else None


def _borrow(rng: Random, case: Json, path: tuple[Any, ...], other: Json) -> None:
    """Put there what stands under the same name, or anywhere, in another case."""
    paths = places(other)[1:]
    if paths:
        named = [found for found in paths if found[-1] == path[-1]]
        value = at(other, rng.choice(named if named and rng.randrange(4) else paths))
        at(case, path[:-1])[path[-1]] = copy.deepcopy(value)


def tree_mutant(rng: Random, cases: list[Json]) -> str:
    """Break one of some cases in one place to three; give JSON text of one line."""
    if rng.randrange(200) == 0:
        return written(junk(rng))
    case = copy.deepcopy(rng.choice(cases))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        path = _place(rng, case)
        if path is None:
            break
        if rng.randrange(3) == 0:
            _borrow(rng, case, path, rng.choice(cases))
        else:
            rng.choice(WAYS)(rng, at(case, path[:-1]), path[-1])
    return written(case)


def written(tree: Json) -> str:
    """Write JSON on one line, literals as they are."""
    text = json.dumps(tree, ensure_ascii=True)
    return re.sub(r'"\\u2063literal ([^"]*)"', r"\1", text)


PIECES = (
    *(
        "NaN",
        "01",
        "+1",
        ".5",
        "1.",
        "0x1F",
        "1e",
        "--1",
        "'a'",
        '"',
        "\\",
        "\\u12",
        "//",
    ),
    *("{", "}", "[", "]", ",", ":", "\n", "\r", "\x00", "\x0c", "\ufeff", "null", "{}"),
    *(
        "[" * 50,
        "[" * 500,
        "]" * 500,
        "[" * 5000,
        '{"a":' * 2000,
        '"\\ud800"',
        "๑",
        " ",
    ),
)


def text_mutant(rng: Random, cases: list[Json]) -> bytes:
    """Break the text of a file of one case to three."""
    some = rng.choices(cases, k=rng.choice((1, 1, 2, 3)))
    rows = [json.dumps(case, ensure_ascii=bool(rng.randrange(2))) for case in some]
    text = rng.choice(
        (f"[{','.join(rows)}]", "\n".join(rows), json.dumps(some[0], indent=1))
    )
    for _ in range(rng.choice((1, 1, 2, 4))):
        text = _broken(rng, text)
    way = rng.randrange(12)
    if way == 0:
        return text.encode(
            rng.choice(("utf-16", "utf-32", "utf-8-sig", "cp874")), "replace"
        )
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(rng.choice((0, 1, 3)) if way < 5 else 0):
        place = rng.randrange(max(len(content), 1))
        content[place : place + 1] = (
            bytes((content[place] ^ 1 << rng.randrange(8),)) if content else b""
        )
    return bytes(content)


def _broken(rng: Random, text: str) -> str:
    if rng.randrange(2):
        return _token_swapped(rng, text)
    low, high = sorted(rng.randrange(len(text) + 1) for _ in range(2))
    near = min(low + rng.randrange(4), len(text))
    return rng.choice(
        (
            text[:low],
            text[low:],
            text[:low] + text[near:],
            text[:low] + rng.choice(PIECES) + text[low:],
            text[:low] + rng.choice(PIECES) + text[near:],
            text[:high] + text[low:],
            text + rng.choice(PIECES),
            rng.choice(PIECES) + text,
            text.replace(rng.choice('"{}[],:0'), rng.choice(PIECES), 1),
        )
    )


def _token_swapped(rng: Random, text: str) -> str:
    """Put another text or number in the place of one."""
    tokens = list(re.finditer(r'"[^"]*"|-?\d[\d.]*', text))
    if not tokens:
        return text
    token = rng.choice(tokens)
    new = rng.choice((*LITERALS, *PIECES, json.dumps(rng.choice(TEXTS))))
    return text[: token.start()] + new + text[token.end() :]
