"""For every method a race that shows its strength and one that shows its weakness. The test suite runs them all."""

from pages.parts.links import race_settings as settings
from pages.parts.links.presets import Preset
from pages.parts.links.race_settings import Races
from pages.parts.methods.momentum_races import MOMENTUM_RACES

# fmt: off
RACES: dict[str, Races] = MOMENTUM_RACES | {
    "asgd": Races(
        Preset("A straggler, the same data",
               "One worker of eight is 20 times slower. ASGD does not wait for it, and is at the target several times "
               "sooner than Minibatch SGD at the largest step that theory allows.", settings.BARRIER),
        Preset("Different data",
               "ASGD ends at the frequency-weighted point; Rescaled ASGD, at the same step, at the "
               "goal.", settings.CURE),
    ),
    "rescaled_asgd": Races(
        Preset("Different data",
               "Rescaled ASGD ends at the goal; ASGD, at the same step, at the frequency-weighted "
               "point.", settings.CURE),
        Preset("A very slow worker",
               "One worker is 60 times slower, so its gradients get a step more than 50 times as large: Rescaled ASGD "
               "diverges where ASGD does not.", settings.VERY_SLOW),
    ),
    "delay_adaptive": Races(
        Preset("Half the workers slow, a large step",
               "Gradients that are many updates late drive ASGD away; with smaller steps for them it stays, and comes "
               "to the target.", settings.HALF_SLOW),
        Preset("Different data",
               "The late gradients are the slow workers': with smaller steps for them it ends further from the goal "
               "than ASGD.", settings.LATE_ONES),
    ),
    "ringmaster": Races(
        Preset("Half the workers slow, a large step",
               "Gradients that are many updates late drive ASGD away; without them Ringmaster ASGD comes to the "
               "target.", settings.HALF_SLOW),
        Preset("Different data",
               "What it ignores are the slow workers' gradients: it ends further from the goal than "
               "ASGD.", settings.LATE_ONES),
    ),
    "minibatch": Races(
        Preset("Different data",
               "Every round hears everybody once: Minibatch SGD ends at the goal, ASGD at the frequency-weighted "
               "point.", settings.EVERYBODY),
        Preset("A straggler, the same data",
               "One worker of eight is 20 times slower, and every round waits for it: Minibatch SGD is several times "
               "later at the target than ASGD.", settings.BARRIER),
    ),
    "rennala": Races(
        Preset("A straggler, the same data",
               "The seven others fill the batch: at the same step Rennala SGD is at the target many times sooner than "
               "Minibatch SGD and Malenia SGD.", settings.FULL_BATCHES),
        Preset("Different data",
               "Fast workers fill the batch: Rennala SGD ends far from the goal, Malenia SGD at it.", settings.MEANS),
    ),
    "malenia": Races(
        Preset("Different data",
               "One mean a worker: Malenia SGD ends at the goal, Rennala SGD, whose batch the fast workers fill, far "
               "from it.", settings.MEANS),
        Preset("A straggler, the same data",
               "Every update waits for the straggler's gradient, which is like all others: Malenia SGD is many times "
               "later at the target than Rennala SGD.", settings.FULL_BATCHES),
    ),
    "ringleader": Races(
        Preset("Different data",
               "All three end at the goal; the means in its table scatter little, so its gap falls far below that of "
               "Rescaled ASGD.", settings.TABLES),
        Preset("A straggler, the same data",
               "Every round waits for one gradient of the straggler: Ringleader ASGD is several times later at the "
               "target than ASGD.", settings.WHOLE_ROUNDS),
    ),
    "ia2sgd": Races(
        Preset("Different data",
               "All three end at the goal; IA2SGD is at the target as soon as Rescaled ASGD, and its gap falls "
               "further.", settings.TABLES),
        Preset("A large step, the same data",
               "Every step counts gradients as old as the slowest worker's: IA2SGD diverges at a step at which ASGD "
               "comes to the target.", settings.OLD_ROWS),
    ),
    "fedbuff": Races(
        Preset("Few updates, the same data",
               "Every gradient weighs as much as in ASGD: FedBuff comes to the target with some ten times fewer "
               "updates.", settings.FEW_UPDATES),
        Preset("Many local steps, different data",
               "Equal speeds, so that ASGD ends near the goal; fifty local steps draw each worker towards its own "
               "minimiser, and FedBuff ends further away.", settings.DRIFT),
    ),
    "mindflayer": Races(
        Preset("Jobs that may take very long",
               "Heavy-tailed job times: MindFlayer SGD cuts long tries off, and is at the target sooner than Minibatch "
               "SGD at the same step.", settings.HEAVY_TAILS),
        Preset("Different data",
               "Fast workers make more tries: MindFlayer SGD ends far from the goal, Malenia SGD at "
               "it.", settings.MEANS),
    ),
    "random_asgd": Races(
        Preset("Different data",
               "Every worker gets the same share of the jobs: it scatters around the goal, while ASGD ends at the "
               "frequency-weighted point.", settings.ASSIGNED),
        Preset("A straggler, the same data",
               "Jobs pile up at the straggler while the others idle: at the same step it is many times later at the "
               "target than ASGD.", settings.FIXED_SHARES),
    ),
    "shuffled_asgd": Races(
        Preset("Different data",
               "Every worker gets one job in eight: it ends at the goal, and scatters less around it than Random "
               "ASGD.", settings.ASSIGNED),
        Preset("A straggler, the same data",
               "Jobs pile up at the straggler while the others idle: at the same step it is many times later at the "
               "target than ASGD.", settings.FIXED_SHARES),
    ),
}
# fmt: on
