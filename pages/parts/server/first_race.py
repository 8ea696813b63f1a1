"""Importing this loads what the Race stands on and keeps the default race: its first visitor waits for neither."""

import engine.files  # noqa: F401
import pages.parts.controls.cluster_sidebar
import pages.parts.links.presets
import pages.parts.live.component
import pages.parts.race.sensitivity
import pages.parts.race.sentences
import pages.parts.race.table  # noqa: F401
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.race.result import RESULTS, simulated

scenario = scenario_of(DEFAULTS)
RESULTS.keep(scenario, simulated(scenario, lambda fraction, doing: None))
