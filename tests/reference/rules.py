"""What the server does at an arrival, once more, from the methods' papers."""

from tests.reference.blocks import Ascd, Aszd
from tests.reference.momentum import NaiveMomentum, OrMo, OrMoDa, RescaledOrMo, ShiftedMomentum, Smega2, Ssgdm
from tests.reference.rounds import FedBuff, Ia2sgd, Malenia, MindFlayer, Minibatch, Rennala, Ringleader
from tests.reference.rule import Rule
from tests.reference.steps import Asgd, DelayAdaptive, RandomAsgd, RescaledAsgd, Ringmaster, ShuffledAsgd

RULES: dict[str, type[Rule]] = {
    "asgd": Asgd,
    "rescaled_asgd": RescaledAsgd,
    "ormo": OrMo,
    "ormo_da": OrMoDa,
    "rescaled_ormo": RescaledOrMo,
    "minibatch": Minibatch,
    "ssgdm": Ssgdm,
    "naive_momentum": NaiveMomentum,
    "shifted_momentum": ShiftedMomentum,
    "smega2": Smega2,
    "delay_adaptive": DelayAdaptive,
    "rennala": Rennala,
    "malenia": Malenia,
    "ringmaster": Ringmaster,
    "ringleader": Ringleader,
    "ia2sgd": Ia2sgd,
    "fedbuff": FedBuff,
    "mindflayer": MindFlayer,
    "random_asgd": RandomAsgd,
    "shuffled_asgd": ShuffledAsgd,
    "ascd": Ascd,
    "aszd": Aszd,
}
