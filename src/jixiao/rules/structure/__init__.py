"""Rules of the family STR: where a row stands, and how the form is laid out."""
