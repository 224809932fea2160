"""The cleaner: what is article stays, what is not is moved to a column or marked as a span with its reason."""

from tasks.clean.cleaner import DEFAULT, CleaningSettings, clean, clean_all, normalise_line

__all__ = ["DEFAULT", "CleaningSettings", "clean", "clean_all", "normalise_line"]
