"""What the regulations say: pure rules on plain values, standard library only."""
