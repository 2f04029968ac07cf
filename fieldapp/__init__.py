"""fieldapp: enrol workers into their trade union at the roadside, without a network."""

__version__ = "0.1.0"
