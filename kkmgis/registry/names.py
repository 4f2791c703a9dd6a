"""Names of owners and tenants, as far as the asking role may see them."""

from __future__ import annotations

from dataclasses import dataclass

DOTS = "•••••"
LEADING_VOWELS = "เแโใไ"
COMMON_TITLES = frozenset(
    "นาย นาง นางสาว น.ส. เด็กชาย เด็กหญิง ด.ช. ด.ญ. Mr. Mrs. Ms. Mr Mrs Ms Miss".split()
)


@dataclass(frozen=True, slots=True)
class Party:
    """The public part of a party; identity numbers never come this far."""

    kind: str
    title: str | None
    name: str
    surname: str | None

    def shown(self, *, unmasked: bool) -> str:
        """Write the name, that of a person masked unless the role sees names.

        Organisations are public and always written in full. A mask is always
        five dots, so that the length of the name does not show; a title that few
        people bear is left out.

        Examples
        --------
        >>> Party("person", "นาย", "เสมอ", "มั่นคง").shown(unmasked=False)
        'นาย ส••••• ม•••••'
        >>> Party("person", "นาย", "เสมอ", "มั่นคง").shown(unmasked=True)
        'นายเสมอ มั่นคง'
        >>> Party("company", None, "บริษัท ตัวอย่าง จำกัด", None).shown(unmasked=False)
        'บริษัท ตัวอย่าง จำกัด'
        """
        if self.kind != "person" or unmasked:
            return self._full()
        title = self.title if self.title in COMMON_TITLES else None
        parts = [title, mask(self.name), mask(self.surname) if self.surname else None]
        return " ".join(part for part in parts if part)

    def _full(self) -> str:
        title = self.title or ""
        # Thai writes the title and the name as one word.
        gap = " " if title.isascii() and title else ""
        return f"{title}{gap}{self.name}{' ' + self.surname if self.surname else ''}"


def mask(name: str) -> str:
    """Leave of a name its first letter only, not a vowel written before it.

    Examples
    --------
    >>> mask("ไพโรจน์"), mask("Somchai")
    ('พ•••••', 'S•••••')
    """
    letters = name.strip().lstrip(LEADING_VOWELS)
    return letters[:1] + DOTS
