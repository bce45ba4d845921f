"""The digital twin: a discrete-event simulation of a contact centre around the production routing code.

No clock, no I/O (`library` reads what it ships), no chance of its own: a world is data (`world`), time is a number of seconds since its opening, chance
is a function of a seed (`chance`). The router is reached through one file (`seam`).

owns: nothing that is kept. emits, listens: nothing. decides: nothing; it lets the router decide.
"""
