"""Customers of the demo tenant with their orders, devices and past conversations."""
