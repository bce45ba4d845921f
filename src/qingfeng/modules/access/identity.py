"""A house's identity provider as it is kept, and what its claims say of a person. No I/O."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

import msgspec

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access.model import RoleCode
from qingfeng.ports.identity import Claims

Passwords = Literal["everyone", "managers", "nobody"]
"""Who may still sign in with a password while the provider is in use. `managers`: whoever may manage users."""
PASSWORDS: tuple[Passwords, ...] = get_args(Passwords)
MAX_LABEL, MAX_CLIENT, MAX_SECRET, MAX_SCOPES, MAX_RULES, MAX_VALUE = 30, 300, 1000, 10, 50, 300
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,60}")
_CLAIM = re.compile(r"[^\s.][^\s]{0,99}")
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,400}")


class Rule(msgspec.Struct, frozen=True):
    """Whoever's claim has this value gets this role. The first of the rules that fits holds."""

    value: str
    role: RoleCode


class ProviderDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator says of the provider. `role_claim`: the claim that rules look at (`a.b` looks into `a`);
    empty: roles are given here. `match_email`: somebody's first sign-in may find their account by an address that the
    provider has verified. `create_users`: whoever has no account gets one, with the role that a rule gives."""

    label: str
    issuer: str
    client_id: str
    scopes: tuple[str, ...]
    enabled: bool
    passwords: Passwords
    match_email: bool
    create_users: bool
    sign_out_there: bool
    role_claim: str
    rules: tuple[Rule, ...]


class HouseProvider(ProviderDraft, frozen=True, kw_only=True):
    """The provider as it is kept. `secret`: encrypted; None for a client that has none."""

    secret: bytes | None
    version: int


def checked(draft: ProviderDraft) -> ProviderDraft:
    """With no blanks around what was typed. Raises Invalid with the field. Whether roles exist is not asked here."""
    draft = msgspec.structs.replace(
        draft,
        label=draft.label.strip(),
        issuer=draft.issuer.strip(),
        client_id=draft.client_id.strip(),
        scopes=tuple(dict.fromkeys(scope for scope in draft.scopes if scope != "openid")),
        role_claim=draft.role_claim.strip(),
        rules=tuple(Rule(rule.value.strip(), rule.role) for rule in draft.rules),
    )
    _check_line(draft.label, "label", MAX_LABEL)
    _check_line(draft.client_id, "client_id", MAX_CLIENT)
    if len(draft.scopes) > MAX_SCOPES or not all(_SCOPE.fullmatch(scope) for scope in draft.scopes):
        raise Invalid("bad_scope", f"Up to {MAX_SCOPES} scopes, each one word.", field="scopes", max=MAX_SCOPES)
    if draft.role_claim and not _CLAIM.fullmatch(draft.role_claim):
        raise Invalid("bad_claim", "The name of a claim, such as groups or realm_access.roles.", field="role_claim")
    if bool(draft.role_claim) != bool(draft.rules):
        field = "rules" if draft.role_claim else "role_claim"
        raise Invalid("claim_and_rules", "Rules need a claim to look at, and a claim needs rules.", field=field)
    if draft.create_users and not draft.rules:
        raise Invalid("rules_needed", "Accounts are made with the role that a rule gives; add a rule.", field="rules")
    if len(draft.rules) > MAX_RULES:
        raise Invalid("too_many_rules", f"There are at most {MAX_RULES} rules.", field="rules", max=MAX_RULES)
    seen: set[str] = set()
    for at, rule in enumerate(draft.rules):
        _check_line(rule.value, f"rules[{at}].value", MAX_VALUE)
        if rule.value in seen:
            raise Invalid("rule_twice", "An earlier rule has this value already.", field=f"rules[{at}].value")
        seen.add(rule.value)
    return draft


def _check_line(text: str, field: str, longest: int) -> None:
    if not text or len(text) > longest or not text.isprintable():
        raise Invalid("bad_line", f"One line of 1 to {longest} characters.", field=field, max=longest)


def values_of(claims: dict[str, Any], name: str) -> list[str]:
    """What a claim says, as a list of words. A name with dots that is no claim itself looks into claims."""
    found: Any = claims.get(name)
    if found is None and "." in name:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, str):
        return [found]
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def role_by(draft: ProviderDraft, claims: Claims) -> str | None:
    """The role that the rules give; None when none fits, or there are none."""
    values = set(values_of(claims.others, draft.role_claim)) if draft.role_claim else set()
    return next((rule.role for rule in draft.rules if rule.value in values), None)


def own_path(text: str) -> str:
    """A path of this console to go to after signing in; the start page instead of anything that leads elsewhere."""
    return text if _PATH.fullmatch(text) else "/"
