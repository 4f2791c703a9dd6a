"""Asking the service as somebody with a role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from tests.api.town import PASSWORD

_FORM_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_PAGE_TOKEN = re.compile(r'name="csrf-token" content="([^"]*)"')


@dataclass
class Web:
    """One running application; every request says who asks."""

    client: TestClient
    _cookies: dict[str, str] = field(default_factory=dict)

    def request(
        self,
        method: str,
        path: str,
        *,
        cookie: str = "",
        headers: dict[str, Any] | None = None,
        **options: Any,
    ) -> Response:
        """Ask with exactly this cookie."""
        self.client.cookies.clear()
        given = {"cookie": cookie} if cookie else {}
        response: Response = self.client.request(
            method,
            path,
            headers=given | (headers or {}),
            follow_redirects=False,
            **options,
        )
        self.client.cookies.clear()
        return response

    def sign_in(self, username: str, password: str = PASSWORD) -> Response:
        """Fill in the form."""
        form = self.request("GET", "/login")
        token = _FORM_TOKEN.search(form.text)
        assert token is not None
        return self.request(
            "POST",
            "/login",
            cookie=f"kkmgis_sign_in={token[1]}",
            data={"username": username, "password": password, "csrf_token": token[1]},
        )

    def cookie(self, role: str) -> str:
        """Give the session of the role's account, signed in once."""
        if role not in self._cookies:
            response = self.sign_in(role)
            assert response.status_code == 303
            self._cookies[role] = f"kkmgis_session={response.cookies['kkmgis_session']}"
        return self._cookies[role]

    def get(self, path: str, role: str = "officer", **options: Any) -> Response:
        """Ask for something as a role."""
        return self.request("GET", path, cookie=self.cookie(role), **options)

    def page(self, path: str, role: str = "officer", language: str = "th") -> Response:
        """Ask for a page as a browser does."""
        cookie = f"{self.cookie(role)}; kkmgis_language={language}"
        return self.request("GET", path, cookie=cookie, headers={"accept": "text/html"})

    def csrf(self, role: str) -> str:
        """Read the CSRF token of the role's session from a page."""
        token = _PAGE_TOKEN.search(self.page("/dashboard", role).text)
        assert token is not None
        return token[1]

    def change(
        self, method: str, path: str, role: str = "officer", **options: Any
    ) -> Response:
        """Change something with the CSRF token."""
        headers = {"x-csrf-token": self.csrf(role)} | options.pop("headers", {})
        return self.request(
            method, path, cookie=self.cookie(role), headers=headers, **options
        )
