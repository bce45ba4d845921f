"""The door of customers."""

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
    Merge,
    Order,
    OrderItem,
    Shipment,
    guest_name,
    masked,
    normal,
)
from qingfeng.modules.customers.queries import search
from qingfeng.modules.customers.store import devices, get, hold, identities, known_as, merges, orders, put_identity

__all__ = [
    "Claims",
    "Customer",
    "Device",
    "Identity",
    "Merge",
    "Order",
    "OrderItem",
    "Shipment",
    "add_hint",
    "change",
    "devices",
    "get",
    "guest_name",
    "hold",
    "identify",
    "identities",
    "known_as",
    "masked",
    "merge",
    "merges",
    "normal",
    "orders",
    "put",
    "put_device",
    "put_identity",
    "put_order",
    "search",
    "unmerge",
]
