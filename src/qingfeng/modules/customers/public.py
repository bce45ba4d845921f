"""The door of customers."""

from qingfeng.modules.customers import privacy
from qingfeng.modules.customers.actions import (
    Claims,
    add_hint,
    change,
    identify,
    merge,
    put,
    put_device,
    put_order,
    unmerge,
)
from qingfeng.modules.customers.model import (
    Customer,
    Device,
    Identity,
    Known,
    Merge,
    Order,
    OrderItem,
    Shipment,
    guest_name,
    masked,
    normal,
)
from qingfeng.modules.customers.privacy import STEP as PRIVACY
from qingfeng.modules.customers.privacy import Request
from qingfeng.modules.customers.queries import search
from qingfeng.modules.customers.store import (
    devices,
    get,
    hold,
    identities,
    known,
    known_as,
    merges,
    orders,
    put_identity,
)

__all__ = [
    "PRIVACY",
    "Claims",
    "Customer",
    "Device",
    "Identity",
    "Known",
    "Merge",
    "Order",
    "OrderItem",
    "Request",
    "Shipment",
    "add_hint",
    "change",
    "devices",
    "get",
    "guest_name",
    "hold",
    "identify",
    "identities",
    "known",
    "known_as",
    "masked",
    "merge",
    "merges",
    "normal",
    "orders",
    "privacy",
    "put",
    "put_device",
    "put_identity",
    "put_order",
    "search",
    "unmerge",
]
