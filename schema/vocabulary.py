"""The words that columns hold, for those who write them and those who ask for them."""

from enum import StrEnum


class Category(StrEnum):
    """What a removed span was. The first five move to a column of the article and keep their span."""

    HEADLINE = "headline"
    DATELINE = "dateline"
    BYLINE = "byline"
    DATE = "date"
    CREDIT = "credit"
    STANDFIRST = "standfirst"
    CAPTION = "caption"
    MEDIA = "media"
    RELATED = "related"
    PROMO = "promo"
    SHARE = "share"
    COMMENT_FORM = "comment-form"
    CAPTCHA = "captcha"
    NAVIGATION = "navigation"
    LEGAL = "legal"
    IDENTIFIER = "identifier"
    ADVERT = "advert"
    DUPLICATE = "duplicate"
    OTHER = "other"


class Layer(StrEnum):
    """Which part of the cleaner decided: a line rule, a block of lines, a learned line or the model."""

    RULE = "rule"
    BLOCK = "block"
    LEARNED = "learned"
    MODEL = "model"


class HeadlineSource(StrEnum):
    """Where the headline came from: the record or page, or which lines of the text."""

    METADATA = "metadata"
    MARKUP = "markup"
    REPEATED_LINE = "repeated-line"
    FIRST_LINE = "first-line"
    NONE = "none"


class DuplicateKind(StrEnum):
    """Why an article is a duplicate of another."""

    EXACT = "exact"
    NEAR = "near"
    CONTAINED = "contained"
    HEADLINE = "headline"
    REVISION = "revision"


class LineStatus(StrEnum):
    """What was decided about a learned line."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
