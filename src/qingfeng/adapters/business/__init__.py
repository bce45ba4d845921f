"""Business systems over HTTP, described by an OpenAPI document."""

from qingfeng.adapters.business.http import HttpBusiness

__all__ = ["HttpBusiness"]
