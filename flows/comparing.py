"""How two articles differ, for people who judge a duplicate; apart, since it needs none of the steps."""

from tasks.duplicates.passages import differing_passages as differing

__all__ = ["differing"]
