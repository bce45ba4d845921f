"""Benchmarks: each prints ratios measured in one run, and ends with one line of JSON. No figure here is a test."""
