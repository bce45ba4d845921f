"""A1 web chat: the embeddable widget's HTTP routes and socket."""
