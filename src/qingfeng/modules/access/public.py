"""The door of access."""

from qingfeng.modules.access.actions import (
    audit,
    change_settings,
    issue_token,
    put_tenant,
    put_user,
    revoke_token,
)
from qingfeng.modules.access.factors import Factors
from qingfeng.modules.access.model import Caller, Permission, Tenant
from qingfeng.modules.access.sessions import Sessions
from qingfeng.modules.access.store import (
    all_tenants,
    scope_of_token,
    tenant_by_id,
    tenant_by_slug,
    tokens_of_scope,
)

__all__ = [
    "Caller",
    "Factors",
    "Permission",
    "Sessions",
    "Tenant",
    "all_tenants",
    "audit",
    "change_settings",
    "issue_token",
    "put_tenant",
    "put_user",
    "revoke_token",
    "scope_of_token",
    "tenant_by_id",
    "tenant_by_slug",
    "tokens_of_scope",
]
