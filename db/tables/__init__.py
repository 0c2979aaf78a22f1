"""The declarations of the tables, an area a module; `db.schema` puts them together."""
