"""Which language a text is in, how sure that is, and `und` where the text does not say. Pure; never raises."""

from collections.abc import Iterable
from dataclasses import dataclass

from tasks.language.calibration import calibrated
from tasks.language.evidence import gather, load_labels, load_weights, posterior
from tasks.language.sample import prose_sample
from tasks.language.substance import is_prose

UNDETERMINED = "und"

# Below this, any one language is too poor a guess to be stored.
LEAST_CONFIDENCE = 0.3


# As many as the largest group of close relatives, and one more.
RANKED = 4


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text.

    Attributes:
        code: ISO 639-1, 639-3 where there is none, `und` where the text does not say.
        confidence: probability that the code is right, 0 to 1; 0 for `und`.
        second: the next likely language, `und` where there is none.
    """

    code: str
    confidence: float
    second: str


UNKNOWN = LanguageGuess(UNDETERMINED, 0.0, UNDETERMINED)


def identify(text: str) -> LanguageGuess:
    """The language of most of a text's prose, judged by a sample from its middle."""
    ranked = ranking(prose_sample(text))
    if not ranked:
        return UNKNOWN
    (confidence, code), (_, second) = ranked[:2]
    if confidence < LEAST_CONFIDENCE:
        return LanguageGuess(UNDETERMINED, 0.0, code)
    return LanguageGuess(code, round(calibrated(confidence), 4), second)


def ranking(sample: str) -> list[tuple[float, str]]:
    """The likeliest languages of a sample of prose with their probabilities, best first; none if it says nothing."""
    if not is_prose(sample):
        return []
    evidence = gather(sample)
    labels = load_labels()
    shares, outside = posterior(evidence, labels, load_weights())
    likeliest = [(float(shares[label]), labels.codes[label]) for label in shares.argsort()[-RANKED:]]
    if outside:
        likeliest.append((outside, evidence.opinion.language))
    return sorted(likeliest, reverse=True)


def identify_all(texts: Iterable[str]) -> list[LanguageGuess]:
    """The batch form of `identify`: one guess per text, in order."""
    return [identify(text) for text in texts]
