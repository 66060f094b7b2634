"""Measurements of the project, printed by ``python -m benchmarks``; no test asserts a time."""
