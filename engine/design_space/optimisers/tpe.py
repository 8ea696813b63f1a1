"""Optuna's tree-structured Parzen estimator, multivariate and in groups that are active together."""

import warnings
from typing import Any

from engine.design_space.adapters.extra import library
from engine.design_space.adapters.optuna import parameters, suggest
from engine.design_space.axis import Floats
from engine.design_space.optimisers.base import Optimiser, key
from engine.design_space.space import Space

RETRIES = 10
"""A trial that suggests what is known already is given up, at most so many times in a row."""


class TreeParzen(Optimiser):
    """Optuna's TPE. Raises ImportError, with how to get it, where Optuna is not installed."""

    def __init__(self, space: Space, seed: int = 0) -> None:
        super().__init__(space, seed)
        self.optuna = library("optuna", "Optuna")
        self.optuna.logging.set_verbosity(self.optuna.logging.WARNING)
        with warnings.catch_warnings():
            # Grouping is experimental by Optuna's own word, and warns.
            warnings.simplefilter("ignore")
            sampler = self.optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True, constant_liar=True)
        self.study = self.optuna.create_study(sampler=sampler)
        self.trials: dict[bytes, Any] = {}

    def propose(self) -> Floats:
        for _ in range(RETRIES):
            trial = self.study.ask()
            row: Floats = self.space.encode([suggest(self.space, trial)])[0][0]
            if not self.known(row):
                self.trials[key(row)] = trial
                break
            self.study.tell(trial, state=self.optuna.trial.TrialState.FAIL)
        return row

    def learn(self, row: Floats, value: float) -> None:
        trial = self.trials.pop(key(row), None)
        if trial is not None:
            self.study.tell(trial, value)
            return
        values, distributions = parameters(self.space, self.point(row))
        self.study.add_trial(self.optuna.trial.create_trial(params=values, distributions=distributions, value=value))
