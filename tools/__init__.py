"""What `make` does, in standard-library Python: environment, console build, tests and checks."""
