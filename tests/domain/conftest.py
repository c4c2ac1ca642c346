"""Hypothesis for `make mutants`: a planted fault need only be found, not be made small."""

from hypothesis import Phase, settings

settings.register_profile(
    "mutants", phases=[Phase.explicit, Phase.generate], derandomize=True, database=None
)
