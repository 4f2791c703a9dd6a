"""People and organisations; what identifies or reaches them is kept apart."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned

PARTY_KINDS = (
    "person",
    "company",
    "state_enterprise",
    "government",
    "association",
    "foundation",
    "temple",
    "other",
)


class Party(Versioned, Base):
    """Owner, possessor, tenant (ผ.ท.4 card); only a person is a natural person."""

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint(
            "kind IN (" + ", ".join(f"'{k}'" for k in PARTY_KINDS) + ")",
            name="kind_known",
        ),
        CheckConstraint("btrim(name) <> ''", name="name_given"),
        Index("ix_party_name", "name"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str | None]
    name: Mapped[str]
    surname: Mapped[str | None]


class PartyIdentity(Base):
    """Identity number, telephone and address of a party, encrypted (AES-GCM).

    ``*_cipher`` is nonce, ciphertext and tag under the key file, which is never in
    the database; ``id_number_hash`` is a keyed hash for look-up.
    """

    __tablename__ = "party_identity"
    __table_args__ = (
        Index("ix_party_identity_id_number_hash", "id_number_hash"),
        {"schema": "private"},
    )

    party_id: Mapped[int] = mapped_column(
        ForeignKey("register.party.id", ondelete="CASCADE"), primary_key=True
    )
    id_number_cipher: Mapped[bytes | None]
    id_number_hash: Mapped[bytes | None]
    phone_cipher: Mapped[bytes | None]
    address_cipher: Mapped[bytes | None]
