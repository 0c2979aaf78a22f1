"""From the casebook's rows to the frozen values that papers are made of, an area a module; no Qt, so that the command line prints too.

The rows come from `db`, whose module `papers` holds the queries that only paper needs; what is told here is how they read on paper.
"""
