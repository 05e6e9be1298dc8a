"""The local page where people read a translation beside its original, and decide."""

from __future__ import annotations

from dragoman.review.desk import Desk
from dragoman.review.server import ReviewServer

__all__ = ["Desk", "ReviewServer"]
