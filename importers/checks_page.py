"""The page of all checks, written from their registry: ``docs/checks.md``.

``python -m importers.checks_page`` writes it anew; a test holds it against the
registry.
"""

from __future__ import annotations

import re
from pathlib import Path

from importers.rules import kinds_of
from kkmgis.geometry.repair import DEFAULT_REPAIRS, REPAIRS
from kkmgis.i18n import LANGUAGES, Language, text
from kkmgis.rules.registry import STAGES, Rule, rules

PAGE = Path(__file__).resolve().parents[1] / "docs" / "checks.md"
_PLACE = re.compile(r"\{(\w+)\}")


def checks_page() -> str:
    """Write the page as Markdown."""
    return "\n".join([_head(), _repairs(), *map(_stage, STAGES)])


def _head() -> str:
    return "\n".join(
        [f"# {text('checks.title', 'en')} · {text('checks.title', 'th')}", ""]
        + [f"{text('checks.about', language)}\n" for language in LANGUAGES]
    )


def _repairs() -> str:
    heading = f"## {text('checks.repairs', 'en')} · {text('checks.repairs', 'th')}\n"
    rows = ["| | ไทย | English |", "|---|---|---|"]
    for name in REPAIRS:
        usual = f"checks.{'on' if name in DEFAULT_REPAIRS else 'off'}"
        told = " | ".join(
            f"{text(f'repair.{name}', language)}<br>{text(usual, language)}"
            for language in LANGUAGES
        )
        rows.append(f"| `{name}` | {told} |")
    return "\n".join([heading, *rows, ""])


def _stage(stage: str) -> str:
    heading = (
        f"## {text(f'checks.stage.{stage}', 'en')} ·"
        f" {text(f'checks.stage.{stage}', 'th')}\n"
    )
    rows = [_row(rule) for rule in rules().values() if rule.stage == stage]
    head = ["| | | ไทย | English |", "|---|---|---|---|"]
    return "\n".join([heading, *head, *rows, ""])


def _row(rule: Rule) -> str:
    severity = rule.severity + (f" ({rule.spared})" if rule.spared else "")
    kinds = rule.kinds if isinstance(rule.kinds, str) else ", ".join(kinds_of(rule))
    told = " | ".join(_told(rule.code, language) for language in LANGUAGES)
    return f"| `{rule.code}`<br>{kinds} | {severity} | {told} |"


def _told(code: str, language: Language) -> str:
    sentences = (f"issue.{code}", f"issue.{code}.remedy")
    told = "<br>→ ".join(text(key, language) for key in sentences)
    return _PLACE.sub(r"*\1*", told).replace("|", r"\|")


if __name__ == "__main__":
    PAGE.write_text(checks_page(), encoding="utf-8")
