"""Contracts: ids, events and decisions as frozen structs, one file per module. Nothing here does anything."""
