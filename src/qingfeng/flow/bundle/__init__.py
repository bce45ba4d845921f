"""What a house has set up, as one file: written from one tenant, read into another.

Owns nothing. Reads and writes through the doors of the modules, so that what is brought in is checked, versioned and
audited as if somebody had typed it. People, customers, conversations, secrets and tokens are never in it.
"""
