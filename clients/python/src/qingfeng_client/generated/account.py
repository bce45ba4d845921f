# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: account."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def own_sessions() -> Call[m.OpenSessionsOut]:
    """Where the caller is signed in, the latest used first. When a session was last used is exact to a minute."""
    return Call("GET", "/api/v1/sessions", m.OpenSessionsOut)


def end_other_sessions() -> Call[m.SessionsEnded]:
    """End all of the caller's sessions but this one."""
    return Call("DELETE", "/api/v1/sessions", m.SessionsEnded)


def end_session(session_id: UUID | str) -> Call[None]:
    """End one of the caller's sessions, at once: its next request is refused and its open desk is closed."""
    return Call("DELETE", f"/api/v1/sessions/{session_id}", None)


def change_password(data: m.PasswordChange) -> Call[m.SessionsEnded]:
    """Set another password. All other sessions of the caller end."""
    return Call("POST", "/api/v1/session/password", m.SessionsEnded, body=data, keyed=True)


def state_session() -> Call[m.SecondFactorOut]:
    """Whether the caller has a second factor, and how many recovery codes are left."""
    return Call("GET", "/api/v1/session/second-factor", m.SecondFactorOut)


def confirm(data: m.CodeIn) -> Call[m.RecoveryCodesOut]:
    """Put it in force with a code the app shows. The answer has the recovery codes, this once."""
    return Call("PUT", "/api/v1/session/second-factor", m.RecoveryCodesOut, body=data)


def begin_session(data: m.PasswordIn) -> Call[m.SecretUriOut]:
    """A new secret for the caller's app. It is in force once PUT has seen a code of it."""
    return Call("POST", "/api/v1/session/second-factor", m.SecretUriOut, body=data, keyed=True)


def renew_recovery(data: m.PasswordIn) -> Call[m.RecoveryCodesOut]:
    """New recovery codes, shown this once; the earlier ones open nothing any more."""
    return Call("POST", "/api/v1/session/second-factor/recovery", m.RecoveryCodesOut, body=data, keyed=True)


def remove_session(data: m.PasswordIn) -> Call[None]:
    """From now on the password alone opens the caller's account."""
    return Call("POST", "/api/v1/session/second-factor/remove", None, body=data, keyed=True)


def show_link(data: m.LinkIn) -> Call[m.LinkOut]:
    """Whose password a one-time link sets; 404 when it was used or is over."""
    return Call("POST", "/api/v1/session/link", m.LinkOut, body=data)


def set_password(data: m.LinkPassword) -> Call[None]:
    """Set the password and use the link up. All sessions of that person end; then they sign in as usual."""
    return Call("POST", "/api/v1/session/link/password", None, body=data)
