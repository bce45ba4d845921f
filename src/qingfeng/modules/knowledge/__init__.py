"""Articles and scenario templates, and the search over both."""
