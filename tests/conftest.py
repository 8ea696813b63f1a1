"""Hypothesis the same on every machine, and linear algebra that does not wait on a busy one."""

import threadpoolctl
from hypothesis import settings

import engine  # noqa: F401  loads the libraries whose threads are limited below

# Timed examples would fail on a busy machine; random ones could not be repeated from a log.
settings.register_profile("suite", deadline=None, derandomize=True, database=None, max_examples=25)
settings.load_profile("suite")

# OpenBLAS's threads spin while they wait for each other: on a busy machine that costs minutes.
threadpoolctl.threadpool_limits(1, user_api="blas")
