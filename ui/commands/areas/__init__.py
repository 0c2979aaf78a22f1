"""What the sample county did in its year beside training: jobs, start-ups, rights, relief, membership, surveys, network, funds, reports.

Each area tells its part in a module of its own, as a generator that yields the day on which it goes on (`year.py`).
"""
