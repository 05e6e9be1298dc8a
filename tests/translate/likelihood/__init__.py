"""Tests of how likely a translation is right."""
