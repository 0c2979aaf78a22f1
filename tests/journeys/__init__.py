"""Whole stories, told through the window and the command line."""
