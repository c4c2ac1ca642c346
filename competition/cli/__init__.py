"""Commands, one group per noun; see `commands` for the list."""
