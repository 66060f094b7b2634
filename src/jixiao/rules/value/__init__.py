"""Rules of the family VAL: the target values."""
