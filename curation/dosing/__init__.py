"""What is known of doses whatever was said: their units, and how much of a drug is plausible."""

from curation.dosing.limits import Limit, is_implausible, load_limits
from curation.dosing.units import Unit, load_units, spellings, ucum_of

__all__ = [
    "Limit",
    "Unit",
    "is_implausible",
    "load_limits",
    "load_units",
    "spellings",
    "ucum_of",
]
