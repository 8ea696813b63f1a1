"""Hypothesis, the same on every machine."""

from hypothesis import settings

# Timed examples would fail on a busy machine; random ones could not be repeated from a log.
settings.register_profile("suite", deadline=None, derandomize=True, database=None, max_examples=25)
settings.load_profile("suite")
