"""Finding duplicates: fingerprints for the search, and the comparison that decides."""

from tasks.duplicates.fingerprint import fingerprint
from tasks.duplicates.headlines import headline_key
from tasks.duplicates.matching import Match, Story, match

__all__ = ["Match", "Story", "fingerprint", "headline_key", "match"]
