"""Ratios, each measured beside its peer in one run: `python -m tests.bench [PART…]`. Nothing here fails a build; machines differ."""
