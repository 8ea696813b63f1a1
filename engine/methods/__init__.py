"""The methods, one file each. To add one: write its file, then its line here."""

from engine.methods import (
    ascd,
    asgd,
    aszd,
    delay_adaptive,
    fedbuff,
    ia2sgd,
    malenia,
    mindflayer,
    minibatch,
    naive_momentum,
    ormo,
    ormo_da,
    random_asgd,
    rennala,
    rescaled_asgd,
    rescaled_ormo,
    ringleader,
    ringmaster,
    shifted_momentum,
    shuffled_asgd,
    smega2,
    ssgdm,
)
from engine.methods.base import Method as Method
from engine.methods.base import MethodSettings as MethodSettings
from engine.methods.base import Setting as Setting

METHODS: dict[str, Method] = {
    "asgd": asgd.METHOD,
    "rescaled_asgd": rescaled_asgd.METHOD,
    "ormo": ormo.METHOD,
    "rescaled_ormo": rescaled_ormo.METHOD,
    "ormo_da": ormo_da.METHOD,
    "naive_momentum": naive_momentum.METHOD,
    "shifted_momentum": shifted_momentum.METHOD,
    "smega2": smega2.METHOD,
    "ssgdm": ssgdm.METHOD,
    "minibatch": minibatch.METHOD,
    "delay_adaptive": delay_adaptive.METHOD,
    "rennala": rennala.METHOD,
    "malenia": malenia.METHOD,
    "ringmaster": ringmaster.METHOD,
    "ringleader": ringleader.METHOD,
    "ia2sgd": ia2sgd.METHOD,
    "fedbuff": fedbuff.METHOD,
    "mindflayer": mindflayer.METHOD,
    "random_asgd": random_asgd.METHOD,
    "shuffled_asgd": shuffled_asgd.METHOD,
    "ascd": ascd.METHOD,
    "aszd": aszd.METHOD,
}
