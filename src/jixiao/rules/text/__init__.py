"""Rules of the family TXT: wording, copies and stray marks."""
