"""Methods for tests alone: the three rules of the engine under every kind of dispatch."""

from typing import Any

import numpy as np
from numba import int64, types

from engine.kernel.dispatch import CANCEL, KEEP, RELEASE, SEND, WAIT
from engine.kernel.jit import SERVER, VECTOR, gradient, inlined, rule, wants
from engine.kernel.state import UPDATES, Data, Floats, Server
from engine.kernel.streams import uniform
from engine.methods import METHODS, MethodSettings, Setting, asgd, ormo, rescaled_asgd
from engine.methods.base import Heard, Method, Report

CODES = {"asgd": 0, "rescaled_asgd": 1, "ormo": 2}


def prepare(settings: MethodSettings, setting: Setting) -> Server:
    """The method's own server, with its code in a counter more: one compiled wrapper then serves all three."""
    own = METHODS[settings.kind].prepare(settings, setting)
    return own._replace(counts=np.append(own.counts, CODES[settings.kind]), cancel_at=setting.workers // 2 + 1)


@inlined(types.void(SERVER, VECTOR, int64, int64))
def change(server: Server, gradient: Floats, worker: int, staleness: int) -> None:
    code = server.counts[-1]
    if code == 0:
        asgd.update(server, gradient, worker, staleness)
    elif code == 1:
        rescaled_asgd.update(server, gradient, worker, staleness)
    else:
        ormo.update(server, gradient, worker, staleness)


@rule
def barrier(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    change(server, gradient, worker, staleness)
    return WAIT | RELEASE if server.counts[UPDATES] % server.workers == 0 else WAIT


@rule
def thirds(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    change(server, gradient, worker, staleness)
    return WAIT | RELEASE if server.counts[UPDATES] % 3 == 0 else WAIT


@rule
def keep(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    change(server, gradient, worker, staleness)
    return KEEP if server.counts[UPDATES] % 2 == 1 else SEND


@rule
def cancel(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    change(server, gradient, worker, staleness)
    return SEND | CANCEL


@rule
def relay(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    change(server, gradient, worker, staleness)
    return WAIT if server.counts[UPDATES] % 2 == 1 else SEND | RELEASE


@rule
def relay_cancel(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    change(server, gradient, worker, staleness)
    return WAIT | CANCEL if server.counts[UPDATES] % 2 == 1 else SEND | RELEASE | CANCEL


@rule
def keep_cancel(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    change(server, gradient, worker, staleness)
    return KEEP | CANCEL


@rule
def immediate(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    change(server, gradient, worker, staleness)
    return SEND


@wants
def fresh(server: Server, worker: int, staleness: int) -> bool:
    return staleness < server.workers


@rule
def stuck(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    return WAIT


def no_report(server: Server, heard: Heard) -> Report:
    return Report((), {})


def method(title: str, own_rule: Any, own_wants: Any = None) -> Method:
    return Method(title, MethodSettings, prepare, own_rule, no_report, asgd.FACTS, own_wants)


DISPATCH = {
    "immediate": method("immediate", immediate),
    "barrier": method("barrier", barrier),
    "thirds": method("thirds", thirds),
    "relay": method("relay", relay),
    "keep": method("keep", keep),
    "cancel": method("cancel", cancel),
    "relay_cancel": method("relay_cancel", relay_cancel),
    "keep_cancel": method("keep_cancel", keep_cancel),
    "selective": method("selective", immediate, fresh),
}
STUCK = method("stuck", stuck)


@gradient
def witness(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    """Not a gradient: shows which random stream the job got, and counts the jobs computed."""
    scratch[0] += 1.0
    for j in range(out.size):
        out[j] = uniform(key, 0)
