"""Ports: what the house needs from outside, as protocols; `conformance` holds one exam per port."""
