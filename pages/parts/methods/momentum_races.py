"""The races of the methods with momentum."""

from pages.parts.links import race_settings as settings
from pages.parts.links.race_settings import Races

# fmt: off
MOMENTUM_RACES: dict[str, Races] = {
    "ormo": Races(
        settings.VALLEY_EQUAL.race(
            "Each method at about its best step: OrMo is at the target in little more than half of ASGD's time."),
        settings.CURE_WITH_MOMENTUM.race(
            "OrMo ends at the frequency-weighted point, as ASGD does; Rescaled OrMo, at the same step, at the goal."),
    ),
    "rescaled_ormo": Races(
        settings.CURE_WITH_MOMENTUM.race(
            "Rescaled OrMo ends at the goal; OrMo, at the same step, at the frequency-weighted point."),
        settings.VERY_SLOW.race(
            "One worker is 60 times slower, so its gradients get a step more than 50 times as large: Rescaled OrMo "
            "diverges where OrMo does not."),
    ),
    "ormo_da": Races(
        settings.MOST_SLOW.race(
            "OrMo diverges; OrMo-DA takes smaller steps for late gradients, and comes to the target."),
        settings.LATE_ONES_WITH_MOMENTUM.race(
            "The late gradients are the slow workers': OrMo-DA ends further from the goal than OrMo."),
    ),
    "naive_momentum": Races(
        settings.VALLEY_ONE_FAST.race(
            "Seven workers of eight are 20 times slower, so most gradients are fresh: naive momentum is at the target "
            "sooner than ASGD and OrMo, each at about its best step."),
        settings.VALLEY_EQUAL.race(
            "Every gradient is seven updates late: naive momentum is later at the target than ASGD without any, each "
            "at about its best step."),
    ),
    "shifted_momentum": Races(
        settings.VALLEY_LINEAR.race(
            "With a momentum of a half and each method at about its best step it is the first at the target."),
        settings.VALLEY_EQUAL.race(
            "With a momentum of 0.9 it is hardly sooner at the target than ASGD without any, and later than OrMo."),
    ),
    "smega2": Races(
        settings.VALLEY_EQUAL.race(
            "Each method at about its best step: SMEGA2 is at the target in less than half of OrMo's time."),
        settings.CURE_WITH_MOMENTUM.race(
            "SMEGA2 ends at the frequency-weighted point, as ASGD does; Rescaled OrMo, at the same step, at the goal."),
    ),
    "ssgdm": Races(
        settings.VALLEY_ROUNDS.race(
            "Nobody waits long and no gradient is stale: SSGDm is the first at the target, each method at about its "
            "best step."),
        settings.VALLEY_STRAGGLER.race(
            "One worker of eight is 20 times slower, and every round waits for it: SSGDm is several times later at the "
            "target than OrMo and ASGD, each at about its best step."),
    ),
}
# fmt: on
