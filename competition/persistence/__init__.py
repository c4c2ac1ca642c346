"""Tables, and the way between rows and domain values."""
