"""A typed client of Qingfeng's API.

`qingfeng_client.generated` has a module of calls for each part of the API, and `models`; a `Client` sends them.
"""

from qingfeng_client.calls import Call, File, Listing
from qingfeng_client.client import AsyncClient, Client
from qingfeng_client.errors import (
    Conflict,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    NotReached,
    QingfengError,
    RateLimited,
    Refused,
    Unauthenticated,
    Unavailable,
    Unreadable,
)

__all__ = [
    "AsyncClient",
    "Call",
    "Client",
    "Conflict",
    "File",
    "Forbidden",
    "Invalid",
    "Listing",
    "Malformed",
    "NotFound",
    "NotReached",
    "QingfengError",
    "RateLimited",
    "Refused",
    "Unauthenticated",
    "Unavailable",
    "Unreadable",
]
