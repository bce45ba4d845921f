"""The spine: the path of a contact, in `table.py`; read that first.

`receive` takes a message in, `turn` lets the bot answer, `routing_step` offers, `desk` is what people do,
`outbound` sends through channels that must be called. `customer_door` is the customer's side of all of it.
"""
