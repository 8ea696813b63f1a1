"""Compiling on first use: nothing before, once for all processes, and the same code in whatever order."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core import compiler
from numba.core.cpu_options import FastMathOptions
from numba.core.targetconfig import ConfigStack

from engine.kernel import jit
from engine.kernel.on_first_use import Entry, Inner
from engine.kernel.queue import earliest, queue
from engine.kernel.streams import below, bits, run_key
from engine.problems.quadratic import job

RECORDED = """
import json
from numba.core import event
from engine.kernel.on_first_use import Entry
class Recorder(event.Listener):
    names = []
    def on_start(self, event):
        if isinstance(event.data["dispatcher"], Entry):
            self.names.append(event.data["dispatcher"].py_func.__qualname__)
    def on_end(self, event): pass
event.register("numba:compile", Recorder())
"""
EVERYTHING = """
import importlib, pkgutil, engine
for module in pkgutil.walk_packages(engine.__path__, "engine."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(json.dumps(Recorder.names))
"""
GRADIENT = """
import numpy as np
from engine.kernel.state import data
from engine.problems.quadratic import job
out = np.zeros(50)
job(data(np.ones((4, 50)), np.ones((4, 50)), noise=1.0), 2, np.arange(50.0), np.uint64(7), np.zeros(0), out)
print(json.dumps([Recorder.names, [out.tobytes().hex()]]))
"""
SIMULATED = """
from engine import Scenario, simulate
methods = [{"kind": "asgd"}, {"kind": "ormo"}]
simulation = simulate(Scenario.model_validate({"seeds": 2, "methods": methods, "budget": {"arrivals": 500}}))
print(json.dumps([Recorder.names, [run.iterate.tobytes().hex() for run in simulation.values()]]))
"""

SHARED = [(GRADIENT, 5), *([(SIMULATED, 40)] if os.environ.get("LAB_THOROUGH") else [])]
"""What ten processes do, and more than how many functions that takes; a simulation takes 20 seconds."""


def started(code: str, cache: Path) -> "subprocess.Popen[str]":
    """A Python with this cache, which records what it compiles."""
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    return subprocess.Popen(
        [sys.executable, "-c", RECORDED + code],
        stdout=subprocess.PIPE,
        text=True,
        env=environment | {"XDG_CACHE_HOME": str(cache)},
    )


def test_importing_all_of_the_engine_compiles_nothing(tmp_path: Path) -> None:
    said, _ = started(EVERYTHING, tmp_path).communicate()
    assert json.loads(said) == []
    assert not list(tmp_path.rglob("*.nb?"))


@pytest.mark.slow
@pytest.mark.parametrize(("code", "functions"), SHARED)
def test_ten_processes_share_one_empty_cache(tmp_path: Path, code: str, functions: int) -> None:
    """All get the same bits, and none compiles what another has compiled or is just compiling."""
    said = [json.loads(process.communicate()[0]) for process in [started(code, tmp_path) for _ in range(10)]]
    assert len({tuple(bits) for _, bits in said}) == 1
    compiled = [name for names, _ in said for name in names]
    kept = [path.name.split("-")[0] for path in tmp_path.rglob("*.nbi")]
    assert len(compiled) == len(kept) > functions


@pytest.mark.parametrize("function", [run_key, below, job])
def test_a_function_is_compiled_alike_for_whomever(function: Entry) -> None:
    """The flags of a first caller must not pass on to it: the order of first uses would change the code."""
    plain, caller = flags_of(function), compiler.Flags()
    caller.nrt, caller.fastmath, caller.forceinline = True, FastMathOptions(True), True
    caller.error_model, caller.boundscheck = "python", True
    with ConfigStack().enter(caller):
        assert flags_of(function).summary() == plain.summary()


def flags_of(function: Entry) -> compiler.Flags:
    return function.targetdescr.options.parse_as_flags(compiler.Flags(), function.targetoptions)


def test_arguments_are_checked_before_and_after_the_first_use() -> None:
    fresh = jit.compiled(jit.float64(jit.float64))(halved)
    for _ in range(2):
        with pytest.raises(TypeError):
            fresh("a word")
        assert fresh(3.0) == 1.5
    assert len(fresh.overloads) == 1  # type: ignore[attr-defined]


def halved(x: float) -> float:
    return x / 2


def test_whole_numbers_become_fractions() -> None:
    fresh = jit.compiled(jit.float64(jit.float64))(halved)
    assert fresh(3) == fresh(3.0) == 1.5


def test_inner_functions_can_be_called_from_python() -> None:
    """They have no wrapper, so a call would end the process; a twin answers."""
    assert isinstance(below, Inner)
    assert not isinstance(run_key, Inner)
    key = np.uint64(12345)
    assert [below(key, i, 10) for i in range(50)] == [int(jit_free(key, i) * 10) for i in range(50)]
    waiting = queue(3)
    waiting.finish[:] = [3.0, 1.0, 2.0]
    assert earliest(waiting) == 1
    assert isinstance(job, Entry)


def test_a_pickled_function_is_compiled_where_it_arrives() -> None:
    """As by a worker in another process, which does not know this one's functions."""
    sent = pickle.dumps(below)
    assert pickle.loads(sent) is below
    code = f"import pickle; print(pickle.loads(bytes.fromhex({sent.hex()!r}))(12345, 0, 10))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == below(np.uint64(12345), 0, 10)


def jit_free(key: int, index: int) -> float:
    """A uniform draw, in Python."""
    return ((int(bits(key, index)) >> 12) + 0.5) * 2.0**-52
