from .compose import Briefing, compose_briefing
from .pseudonyms import Pseudonyms, choose_pseudonyms, pseudonymise
from .write import write_briefing

__all__ = [
    "Briefing",
    "Pseudonyms",
    "choose_pseudonyms",
    "compose_briefing",
    "pseudonymise",
    "write_briefing",
]
