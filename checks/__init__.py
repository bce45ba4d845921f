"""Checks of the house's laws. Each module has `find(root)`, which gives one line per fault, and runs by itself."""
