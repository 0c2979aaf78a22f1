"""The exchange: journal streams to bundles to receipts, keys and admission, and the province's collector (docs/sync.md)."""
