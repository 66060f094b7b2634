"""Rules of the family DAT: dates and periods."""
