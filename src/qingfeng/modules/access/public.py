"""The door of access."""

from qingfeng.modules.access.accounts import change, disable, enable, invite, new_link
from qingfeng.modules.access.actions import (
    audit,
    change_settings,
    issue_token,
    put_tenant,
    put_user,
    rename_tenant,
    revoke_token,
)
from qingfeng.modules.access.factors import Factors
from qingfeng.modules.access.model import (
    ZONE,
    Account,
    Caller,
    OwnRole,
    Permission,
    Role,
    RoleCode,
    RoleDraft,
    Tenant,
    zone_of,
)
from qingfeng.modules.access.roles import RoleName, change_role, make_role, rights_in, role_names
from qingfeng.modules.access.sessions import Sessions
from qingfeng.modules.access.setup import is_empty as is_empty_installation
from qingfeng.modules.access.setup import new_link as new_setup_link
from qingfeng.modules.access.single_sign_on import SingleSignOn, open_to_managers
from qingfeng.modules.access.store import (
    all_tenants,
    hold_settings,
    scope_of_token,
    tenant_by_id,
    tenant_by_slug,
    tokens_of_scope,
)
from qingfeng.modules.access.store_accounts import AccountQuery, account, accounts, holders
from qingfeng.modules.access.store_audit import (
    AuditLine,
    AuditQuery,
    accounts_named,
    acts_on,
    drop_before,
    forget_words,
)
from qingfeng.modules.access.store_audit import actions as audit_actions
from qingfeng.modules.access.store_audit import lines as audit_lines
from qingfeng.modules.access.store_roles import roles as own_roles
from qingfeng.modules.access.tokens import check_person, token_limiter
from qingfeng.modules.access.tokens import make as make_token

__all__ = [
    "ZONE",
    "Account",
    "AccountQuery",
    "AuditLine",
    "AuditQuery",
    "Caller",
    "Factors",
    "OwnRole",
    "Permission",
    "Role",
    "RoleCode",
    "RoleDraft",
    "RoleName",
    "Sessions",
    "SingleSignOn",
    "Tenant",
    "account",
    "accounts",
    "accounts_named",
    "acts_on",
    "all_tenants",
    "audit",
    "audit_actions",
    "audit_lines",
    "change",
    "change_role",
    "change_settings",
    "check_person",
    "disable",
    "drop_before",
    "enable",
    "forget_words",
    "hold_settings",
    "holders",
    "invite",
    "is_empty_installation",
    "issue_token",
    "make_role",
    "make_token",
    "new_link",
    "new_setup_link",
    "open_to_managers",
    "own_roles",
    "put_tenant",
    "put_user",
    "rename_tenant",
    "revoke_token",
    "rights_in",
    "role_names",
    "scope_of_token",
    "tenant_by_id",
    "tenant_by_slug",
    "token_limiter",
    "tokens_of_scope",
    "zone_of",
]
