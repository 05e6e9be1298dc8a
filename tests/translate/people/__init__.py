"""Tests of who is named where."""
