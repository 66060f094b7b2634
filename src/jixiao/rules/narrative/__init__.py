"""Rules of the family NAR: what the narrative says of the forms."""
