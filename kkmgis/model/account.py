"""Accounts of the people who work with the register."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Moment

ROLES = ("admin", "officer", "finance", "planner", "viewer")


class Role(Base):
    """What a person does; permissions hang on it in the API."""

    __tablename__ = "role"
    __table_args__ = ({"schema": "account"},)

    code: Mapped[str] = mapped_column(primary_key=True)
    name_th: Mapped[str]
    name_en: Mapped[str]


class User(Base):
    """Account with one role; the password is kept as an argon2 hash."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("language IN ('th', 'en')", name="language_known"),
        CheckConstraint("username = lower(btrim(username))", name="username_lower"),
        {"schema": "account"},
    )

    id: Mapped[BigKey]
    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    role: Mapped[str] = mapped_column(ForeignKey("account.role.code"))
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="th")
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    failed_sign_ins: Mapped[int] = mapped_column(server_default=text("0"))
    locked_until: Mapped[dt.datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    created_at: Mapped[Moment]


class SignIn(Base):
    """A session of a signed-in person; the cookie holds a secret, here its hash."""

    __tablename__ = "sign_in"
    __table_args__ = (
        Index("ix_sign_in_user_id", "user_id"),
        {"schema": "account"},
    )

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.user_account.id", ondelete="CASCADE")
    )
    csrf_token: Mapped[str]
    created_at: Mapped[Moment]
    expires_at: Mapped[dt.datetime] = mapped_column(TIMESTAMP(timezone=True))


class APIToken(Base):
    """Bearer token of a machine, acting as a user."""

    __tablename__ = "api_token"
    __table_args__ = ({"schema": "account"},)

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.user_account.id", ondelete="CASCADE")
    )
    name: Mapped[str]
    created_at: Mapped[Moment]
    expires_at: Mapped[dt.datetime | None] = mapped_column(TIMESTAMP(timezone=True))
