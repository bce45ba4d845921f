"""What the web framework says of our routes."""

from __future__ import annotations

import warnings

from litestar.exceptions.base_exceptions import LitestarDeprecationWarning

from checks.api_types import schemas_of_the_server


def test_no_route_is_declared_in_a_way_that_goes_away() -> None:
    """Every argument says where it comes from: NamedDependency, FromPath, FromQuery, JSONBody."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", LitestarDeprecationWarning)
        assert schemas_of_the_server()
