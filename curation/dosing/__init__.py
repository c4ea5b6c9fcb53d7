"""What is known of doses whatever was said: their units, and how much of a drug is plausible."""

from curation.dosing.limits import Limit, is_implausible, load_limits
from curation.dosing.units import Unit, load_units, spellings, ucum_of
from curation.dosing.words import (
    ROUTE_WORDS,
    amount_words,
    duration_words,
    frequency_words,
    quantity_words,
)

__all__ = [
    "ROUTE_WORDS",
    "Limit",
    "Unit",
    "amount_words",
    "duration_words",
    "frequency_words",
    "is_implausible",
    "load_limits",
    "load_units",
    "quantity_words",
    "spellings",
    "ucum_of",
]
