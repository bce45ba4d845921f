"""The demo tenant: a believable brand with its people, customers, knowledge and past, and the traffic that moves it.

Everything goes through the doors that everybody uses. The demo belongs to one tenant and can touch no other.
"""
