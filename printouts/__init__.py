"""Paper: frozen values become vouchers, certificates and lists, as PDF bytes or a file."""
