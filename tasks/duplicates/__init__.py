"""Finding duplicates: fingerprints for the search, and the comparison that decides."""

from tasks.duplicates.fingerprint import fingerprint, fingerprint_all
from tasks.duplicates.headlines import headline_key
from tasks.duplicates.matching import Match, Story, match
from tasks.duplicates.passages import Passage, differing_passages

__all__ = ["Match", "Passage", "Story", "differing_passages", "fingerprint", "fingerprint_all", "headline_key", "match"]
