"""Identity providers by OpenID Connect: `client` speaks with them, `token` judges what they sign."""

from qingfeng.adapters.identity.client import OpenIdConnect

__all__ = ["OpenIdConnect"]
