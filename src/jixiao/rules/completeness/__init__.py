"""Rules of the family CMP: what a form must have."""
