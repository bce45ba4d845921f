"""The first answer: decides, never calls."""
