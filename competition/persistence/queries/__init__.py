"""Read models for lists and reports: frozen rows in a fixed number of queries."""
