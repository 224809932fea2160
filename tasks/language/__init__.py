"""The language of an article, and paragraphs in another one: deterministic, calibrated, `und` where none shows."""

from tasks.language.identify import LanguageGuess, identify
from tasks.language.step import detect_language, detect_languages

__all__ = ["LanguageGuess", "detect_language", "detect_languages", "identify"]
