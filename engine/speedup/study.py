"""A setting's speedup beside what its bound promises, for one block or several, and the staleness of its simulation."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.kernel.pool import Progress
from engine.kernel.state import Floats, Integers
from engine.scenario import Budget
from engine.simulate import simulate
from engine.speedup.bound import Knee
from engine.speedup.setting import Setting
from engine.speedup.speedups import Speedup, patient, speedup


class SpeedupStudy(NamedTuple):
    """What was measured of a setting with each of its numbers of workers (W,)."""

    setting: Setting
    speedup: Speedup

    @property
    def bound(self) -> Floats:
        """IS(n) (W,) that the bound promises at the largest delays that were seen; nan where it promises nothing."""
        return self.setting.promised(self.speedup)

    @property
    def predicted(self) -> Knee:
        """The conditions of linear speedup, for the arrivals that one worker needed."""
        return self.setting.predicted_knee(self.speedup)


def study_speedup(setting: Setting) -> SpeedupStudy:
    """Measure one worker first, which tells when the others may give up, then each number of workers.

    Raises ValueError where one worker does not reach the target within the scenario's budget, and as `speedup`.
    """
    alone = patient(setting.scenario, setting.label, setting.target)
    if alone is None:
        raise ValueError(
            f"target: one worker alone does not bring the gap down to {setting.target:g} of the first within "
            f"{setting.scenario.budget.arrivals:,} arrivals"
        )
    return SpeedupStudy(setting, speedup(alone, setting.label, setting.counts, setting.target))


def study_blocks(setting: Setting, blocks: Sequence[int]) -> list[SpeedupStudy]:
    """The same for each of these blocks, at the step that the setting's factor means for it. Raises as above."""
    return [study_speedup(setting.with_block(block)) for block in blocks]


def simulated_staleness(setting: Setting, workers: int, arrivals: int, progress: Progress | None = None) -> Integers:
    """The staleness (K,) of so many arrivals of so many workers, of the first seed. `progress` as in `simulate`."""
    changes = {"budget": Budget(arrivals=arrivals), "seeds": 1}
    simulation = simulate(setting.with_workers(workers).model_copy(update=changes), progress=progress)
    return simulation[setting.label].arrivals["staleness"].copy()
