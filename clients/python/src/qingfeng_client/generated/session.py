# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: session."""

from __future__ import annotations

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def get_session() -> Call[m.Session]:
    """Who is signed in; 401 when nobody is."""
    return Call("GET", "/api/v1/session", m.Session)


def sign_in(data: m.SignIn) -> Call[m.Session]:
    """Sign in with address and password; the session is a cookie that scripts cannot read."""
    return Call("POST", "/api/v1/session", m.Session, body=data)


def sign_out() -> Call[m.SignedOut]:
    """End this session. The answer says where the browser goes on to, when the identity provider is told too."""
    return Call("DELETE", "/api/v1/session", m.SignedOut)


def options(*, house: str | None = None) -> Call[m.SignInOptions]:
    """What the sign-in page may offer."""
    return Call("GET", "/api/v1/session/options", m.SignInOptions, query={"house": house})


def begin(*, house: str | None = None, back_to: str | None = None) -> Call[None]:
    """Go to the house's identity provider. `back_to`: a path of this console to come back to."""
    return Call("GET", "/api/v1/session/single-sign-on", None, query={"house": house, "back_to": back_to})


def callback(*, state: str | None = None, code: str | None = None, error: str | None = None, iss: str | None = None) -> Call[None]:
    """Where the provider sends people back to: into the console, or to the sign-in page with the code of a refusal."""
    return Call("GET", "/api/v1/session/single-sign-on/callback", None, query={"state": state, "code": code, "error": error, "iss": iss})
