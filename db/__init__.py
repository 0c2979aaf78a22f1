"""The casebook: the encrypted store, its schema, the one journal write path, and one module per service area."""
