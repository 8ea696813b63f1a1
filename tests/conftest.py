"""Hypothesis the same on every machine, linear algebra that does not wait on a busy one, and which tests are quick."""

from pathlib import Path

import pytest
import threadpoolctl
from hypothesis import settings
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.internal.constants_ast import Constants

import engine  # noqa: F401  loads the libraries whose threads are limited below

TESTS = Path(__file__).parent
QUICK_FOLDERS = ("engine", "reference")
APPLICATIONS = ("advisor", "covariate_shift", "design_space", "speedup", "zeroth_order")
"""Folders of the engine's tests that stand on the core, and are quick only by their own mark."""

# Timed examples would fail on a busy machine; random ones could not be repeated from a log.
settings.register_profile("suite", deadline=None, derandomize=True, database=None, max_examples=25)
settings.load_profile("suite")
# Hypothesis also tries constants of all modules that are loaded: a test would draw others alone than in the suite.
HypothesisProvider._local_constants = Constants()

# OpenBLAS's threads spin while they wait for each other: on a busy machine that costs minutes.
threadpoolctl.threadpool_limits(1, user_api="blas")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark as quick what stands in the folders of quick tests, but for what is marked slow.

    Tests of the optional extra are left out, not skipped, unless `-m advisor` asks for them.
    """
    if "advisor" not in config.option.markexpr:
        left_out = [item for item in items if item.get_closest_marker("advisor")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        folder, *rest = item.path.relative_to(TESTS).parts
        core = folder in QUICK_FOLDERS and rest[0] not in APPLICATIONS
        if core and item.get_closest_marker("slow") is None:
            item.add_marker("quick")
