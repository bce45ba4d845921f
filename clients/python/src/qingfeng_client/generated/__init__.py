# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Models, and a module of calls for each part of the API."""
