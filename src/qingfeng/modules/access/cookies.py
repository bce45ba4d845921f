"""The cookie of a session."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from qingfeng.modules.access.model import SESSION_SECONDS

COOKIE = "qf_session"


def session_cookie(request: Request[Any, Any, Any], value: str) -> Cookie:
    """Out of reach of scripts, and of other sites' forms."""
    return Cookie(
        key=COOKIE,
        value=value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        max_age=SESSION_SECONDS,
    )
