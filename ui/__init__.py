"""The window and the command line: everything a person sees, and nothing that keeps data."""
