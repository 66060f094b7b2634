"""A report made into something that a person or a program reads."""
