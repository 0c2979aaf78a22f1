"""Faults and attacks: what sticks, disks, clocks and people can do to the exchange."""
