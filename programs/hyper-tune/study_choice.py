"""How the next values are chosen, and which trials are stopped early: optuna's samplers and pruners by Katib's names."""

import hashlib
from collections.abc import Callable
from typing import Any, Optional, Union

import optuna

# One of the settings of an algorithm, or an algorithm, as the spec has it.
Spec = dict[str, Any]
Number = Union[int, float]


def setting(settings: list[Spec], name: str, kind: Callable[[float], Number] = float, default: Optional[Number] = None) -> Any:
    for one in settings:
        if one["name"] == name:
            return kind(float(one["value"]))
    return default


def seed_of(seed: Optional[int], number: int) -> Optional[int]:
    """A seed for each trial: a study that goes on in another pod chooses as it would have chosen in the first."""
    if seed is None:
        return None
    return int.from_bytes(hashlib.sha256(b"%d/%d" % (seed, number)).digest()[:4], "big")


def sampler_of(algorithm: Spec, parallel: int, number: int) -> optuna.samplers.BaseSampler:
    """What chooses the values of one trial; what it must know of those before is in the study."""
    settings = algorithm.get("algorithmSettings", [])
    seed = seed_of(setting(settings, "random_state", int), number)
    startup = setting(settings, "n_startup_trials", int)
    if algorithm["algorithmName"] == "tpe":
        options = {"n_startup_trials": startup, "n_ei_candidates": setting(settings, "n_EI_candidates", int)}
        # Trials that run at the same time must not all try the same place.
        return optuna.samplers.TPESampler(seed=seed, constant_liar=parallel > 1, **given(options))
    if algorithm["algorithmName"] == "cmaes":
        options = {"n_startup_trials": startup, "sigma0": setting(settings, "sigma")}
        return optuna.samplers.CmaEsSampler(seed=seed, warn_independent_sampling=False, **given(options))
    return optuna.samplers.RandomSampler(seed=seed)


def given(options: Spec) -> Spec:
    return {name: value for name, value in options.items() if value is not None}


def pruner_of(stopping: Optional[Spec]) -> optuna.pruners.BasePruner:
    if stopping is None:
        return optuna.pruners.NopPruner()
    settings = stopping.get("algorithmSettings", [])
    if stopping["algorithmName"] == "medianstop":
        return optuna.pruners.MedianPruner(
            n_startup_trials=setting(settings, "min_trials_required", int, 3),
            n_warmup_steps=setting(settings, "start_step", int, 4),
        )
    return optuna.pruners.SuccessiveHalvingPruner(
        min_resource=setting(settings, "min_resource", int, 1),
        reduction_factor=setting(settings, "reduction_factor", int, 4),
    )
