"""For every method a race that shows its strength and one that shows its weakness. The test suite runs them all."""

from pages.parts.links import race_settings as settings
from pages.parts.links.race_settings import Races
from pages.parts.methods.momentum_races import MOMENTUM_RACES

# fmt: off
RACES: dict[str, Races] = MOMENTUM_RACES | {
    "asgd": Races(
        settings.BARRIER.race(
            "One worker of eight is 20 times slower. ASGD does not wait for it, and is at the target several times "
            "sooner than Minibatch SGD at the largest step that theory allows."),
        settings.CURE.race("ASGD ends at the frequency-weighted point; Rescaled ASGD, at the same step, at the goal."),
    ),
    "rescaled_asgd": Races(
        settings.CURE.race("Rescaled ASGD ends at the goal; ASGD, at the same step, at the frequency-weighted point."),
        settings.VERY_SLOW.race(
            "One worker is 60 times slower, so its gradients get a step more than 50 times as large: Rescaled ASGD "
            "diverges where ASGD does not."),
    ),
    "delay_adaptive": Races(
        settings.HALF_SLOW.race(
            "Gradients that are many updates late drive ASGD away; with smaller steps for them it stays, and comes to "
            "the target."),
        settings.LATE_ONES.race(
            "The late gradients are the slow workers': with smaller steps for them it ends further from the goal than "
            "ASGD."),
    ),
    "ringmaster": Races(
        settings.HALF_SLOW.race(
            "Gradients that are many updates late drive ASGD away; without them Ringmaster ASGD comes to the target."),
        settings.LATE_ONES.race(
            "What it ignores are the slow workers' gradients: it ends further from the goal than ASGD."),
    ),
    "minibatch": Races(
        settings.EVERYBODY.race(
            "Every round hears everybody once: Minibatch SGD ends at the goal, ASGD at the frequency-weighted point."),
        settings.BARRIER.race(
            "One worker of eight is 20 times slower, and every round waits for it: Minibatch SGD is several times "
            "later at the target than ASGD."),
    ),
    "rennala": Races(
        settings.FULL_BATCHES.race(
            "The seven others fill the batch: at the same step Rennala SGD is at the target many times sooner than "
            "Minibatch SGD and Malenia SGD."),
        settings.MEANS.race("Fast workers fill the batch: Rennala SGD ends far from the goal, Malenia SGD at it."),
    ),
    "malenia": Races(
        settings.MEANS.race(
            "One mean a worker: Malenia SGD ends at the goal, Rennala SGD, whose batch the fast workers fill, far from "
            "it."),
        settings.FULL_BATCHES.race(
            "Every update waits for the straggler's gradient, which is like all others: Malenia SGD is many times "
            "later at the target than Rennala SGD."),
    ),
    "ringleader": Races(
        settings.TABLES.race(
            "All three end at the goal; the means in its table scatter little, so its gap falls far below that of "
            "Rescaled ASGD."),
        settings.WHOLE_ROUNDS.race(
            "Every round waits for one gradient of the straggler: Ringleader ASGD is several times later at the target "
            "than ASGD."),
    ),
    "ia2sgd": Races(
        settings.TABLES.race(
            "All three end at the goal; IA2SGD is at the target as soon as Rescaled ASGD, and its gap falls further."),
        settings.OLD_ROWS.race(
            "Every step counts gradients as old as the slowest worker's: IA2SGD diverges at a step at which ASGD comes "
            "to the target."),
    ),
    "fedbuff": Races(
        settings.FEW_UPDATES.race(
            "Every gradient weighs as much as in ASGD: FedBuff comes to the target with some ten times fewer updates."),
        settings.DRIFT.race(
            "Equal speeds, so that ASGD ends near the goal; fifty local steps draw each worker towards its own "
            "minimiser, and FedBuff ends further away."),
    ),
    "mindflayer": Races(
        settings.HEAVY_TAILS.race(
            "Heavy-tailed job times: MindFlayer SGD cuts long tries off, and is at the target sooner than Minibatch "
            "SGD at the same step."),
        settings.MEANS.race("Fast workers make more tries: MindFlayer SGD ends far from the goal, Malenia SGD at it."),
    ),
    "random_asgd": Races(
        settings.ASSIGNED.race(
            "Every worker gets the same share of the jobs: it scatters around the goal, while ASGD ends at the "
            "frequency-weighted point."),
        settings.FIXED_SHARES.race(
            "Jobs pile up at the straggler while the others idle: at the same step it is many times later at the "
            "target than ASGD."),
    ),
    "shuffled_asgd": Races(
        settings.ASSIGNED.race(
            "Every worker gets one job in eight: it ends at the goal, and scatters less around it than Random ASGD."),
        settings.FIXED_SHARES.race(
            "Jobs pile up at the straggler while the others idle: at the same step it is many times later at the "
            "target than ASGD."),
    ),
}
# fmt: on
