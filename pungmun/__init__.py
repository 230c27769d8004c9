"""Pungmun watches Korean social media for posts that repeat a claim which fact-checkers found false."""

__version__ = "0.1.0"
