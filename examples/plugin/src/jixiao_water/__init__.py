"""Rules of a water bureau."""
