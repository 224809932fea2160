"""Words of the contract that people may ask for; `tasks.records` writes them, and a test compares."""

from enum import StrEnum


class Kind(StrEnum):
    """Why an article is a duplicate of another."""

    EXACT = "exact"
    NEAR = "near"
    CONTAINED = "contained"
    HEADLINE = "headline"
    REVISION = "revision"


class Layer(StrEnum):
    """Which part of the cleaner decided."""

    RULE = "rule"
    BLOCK = "block"
    LEARNED = "learned"
    MODEL = "model"


class Status(StrEnum):
    """What was decided about a learned line."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Category(StrEnum):
    """What a removed span was."""

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
