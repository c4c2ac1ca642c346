"""Use cases: one public function is one thing that a person or a clock does."""
