"""What `--map` says, read before a run is made: a slip in it is wrong usage, and not a run that failed."""

from tasks.read.mapping import BadMapping, parse_mapping

__all__ = ["BadMapping", "parse_mapping"]
