"""Measurements, not tests: `python -m benchmarks` prints what this machine does, side by side."""
