"""The methods, one file each. To add one: write its file, then its line here."""

from engine.methods import asgd, ormo, rescaled_asgd
from engine.methods.base import Heard as Heard
from engine.methods.base import Line as Line
from engine.methods.base import Method as Method
from engine.methods.base import MethodSettings as MethodSettings
from engine.methods.base import Setting as Setting
from engine.methods.base import Told as Told

METHODS: dict[str, Method] = {
    "asgd": asgd.METHOD,
    "rescaled_asgd": rescaled_asgd.METHOD,
    "ormo": ormo.METHOD,
}
