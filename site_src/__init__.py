"""Conclusions: what the ledger means, as values, ranks, charts and pages."""
