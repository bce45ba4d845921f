"""A5 open channel: a tenant's own system brings its customers' messages over HTTP and gets answers by signed webhook.

`api` takes in, `sender` sends out, `signature` is what a receiver needs. docs/guides/open-channel.md shows all of it.
"""

from qingfeng.adapters.channels.open.sender import OpenChannel

__all__ = ["OpenChannel"]
