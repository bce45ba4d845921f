"""What the tests of whole processes share."""

from tests.app.cluster import cluster

__all__ = ["cluster"]
