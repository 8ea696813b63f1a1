"""The races of the methods with momentum."""

from pages.parts.links import race_settings as settings
from pages.parts.links.presets import Preset
from pages.parts.links.race_settings import Races

# fmt: off
MOMENTUM_RACES: dict[str, Races] = {
    "ormo": Races(
        Preset("A narrow valley, equal speeds",
               "Each method at about its best step: OrMo is at the target in little more than half of ASGD's "
               "time.", settings.VALLEY_EQUAL),
        Preset("Different data",
               "OrMo ends at the frequency-weighted point, as ASGD does; Rescaled OrMo, at the same step, at the "
               "goal.", settings.CURE_WITH_MOMENTUM),
    ),
    "rescaled_ormo": Races(
        Preset("Different data",
               "Rescaled OrMo ends at the goal; OrMo, at the same step, at the frequency-weighted "
               "point.", settings.CURE_WITH_MOMENTUM),
        Preset("A very slow worker",
               "One worker is 60 times slower, so its gradients get a step more than 50 times as large: Rescaled OrMo "
               "diverges where OrMo does not.", settings.VERY_SLOW),
    ),
    "ormo_da": Races(
        Preset("Most workers slow, a large step",
               "OrMo diverges; OrMo-DA takes smaller steps for late gradients, and comes to the "
               "target.", settings.MOST_SLOW),
        Preset("Different data, a large step",
               "The late gradients are the slow workers': OrMo-DA ends further from the goal than "
               "OrMo.", settings.LATE_ONES_WITH_MOMENTUM),
    ),
    "naive_momentum": Races(
        Preset("A narrow valley, one fast worker",
               "Seven workers of eight are 20 times slower, so most gradients are fresh: naive momentum is at the "
               "target sooner than ASGD and OrMo, each at about its best step.", settings.VALLEY_ONE_FAST),
        Preset("A narrow valley, equal speeds",
               "Every gradient is seven updates late: naive momentum is later at the target than ASGD without any, "
               "each at about its best step.", settings.VALLEY_EQUAL),
    ),
    "shifted_momentum": Races(
        Preset("A narrow valley, linear speeds",
               "With a momentum of a half and each method at about its best step it is the first at the "
               "target.", settings.VALLEY_LINEAR),
        Preset("A narrow valley, equal speeds",
               "With a momentum of 0.9 it is hardly sooner at the target than ASGD without any, and later than "
               "OrMo.", settings.VALLEY_EQUAL),
    ),
    "smega2": Races(
        Preset("A narrow valley, equal speeds",
               "Each method at about its best step: SMEGA2 is at the target in less than half of OrMo's "
               "time.", settings.VALLEY_EQUAL),
        Preset("Different data",
               "SMEGA2 ends at the frequency-weighted point, as ASGD does; Rescaled OrMo, at the same step, at the "
               "goal.", settings.CURE_WITH_MOMENTUM),
    ),
    "ssgdm": Races(
        Preset("A narrow valley, equal speeds",
               "Nobody waits long and no gradient is stale: SSGDm is the first at the target, each method at about its "
               "best step.", settings.VALLEY_ROUNDS),
        Preset("A narrow valley, a straggler",
               "One worker of eight is 20 times slower, and every round waits for it: SSGDm is several times later at "
               "the target than OrMo and ASGD, each at about its best step.", settings.VALLEY_STRAGGLER),
    ),
}
# fmt: on
