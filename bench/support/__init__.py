"""What the benches share: a box of their own, clients that cost little, clocks for load, meters and tables."""
