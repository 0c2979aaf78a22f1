"""Dialogs: each asks for one thing and returns a frozen draft; none writes."""
