"""Sizes of the network. A checkpoint carries its own copy, so an old one still loads after a change here."""
from dataclasses import dataclass

SHARED_SLOTS = 16  # slots that rare levels of a column with more levels than slots have in common
LEVEL_STRIDE = 61  # columns start at different rows of the level code book


@dataclass
class Config:
    width: int = 64  # e, numbers per token
    blocks: int = 4  # each: attention between datapoints, attention between attributes, feed-forward
    heads: int = 4
    slots: int = 64  # bins of a numeric column = level slots of a categorical one
    span: float = 8.0  # the outermost bin borders, in standard deviations
    bend: float = 3.0  # sinh spacing of the borders: fine near the mean, coarse in the tails
    codes: int = 512  # rows of the frozen code book for levels
    column_codes: int = 128  # rows of the frozen code book for columns
    code_width: int = 24
    statistic_rows: int = 384  # context rows whose pairs feed the dependence statistic
    waves: int = 128  # random features of the smooth estimate (smooth.py); any number fits any weights
    validation_rows: int = 192  # context rows predicted leave-one-out to judge the experts
