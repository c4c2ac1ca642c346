"""Tables, one file per aggregate: columns, keys, constraints; no rules."""
