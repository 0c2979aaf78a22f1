"""The command line: the same use cases, told in one sentence or as JSON."""
