"""The engine that a package is for, loaded, and the plan that its texts are cut and batched by."""

from __future__ import annotations

from dataclasses import replace

from dragoman.translate.engines.engine import BatchEngine, Plan
from dragoman.translate.models.model import CT2, FIREFOX
from dragoman.translate.models.package import Package


def plan_of(package: Package, beam: int | None) -> Plan:
    if package.metadata.engine == FIREFOX:
        from dragoman.translate.engines import firefox

        return firefox.plan(package)
    if package.metadata.engine == CT2:
        from dragoman.translate.engines.ct2 import USUAL, Ct2Plan

        return Ct2Plan(package, replace(USUAL, beam_size=beam) if beam else None)
    from dragoman.translate.engines.argos_plan import ArgosPlan, Decoding

    return ArgosPlan(package, Decoding(beam_size=beam) if beam else None)


def load_engine(package: Package, beam: int | None, at_once: int | None = None) -> BatchEngine:
    """`at_once` is how many batches it is to decode at once; by itself, one on each processor.

    Raises ModelInvalid where the model cannot be loaded.
    """
    if package.metadata.engine == FIREFOX:
        from dragoman.translate.engines.firefox import FirefoxEngine

        return FirefoxEngine(package, beam, at_once)
    if package.metadata.engine == CT2:
        from dragoman.translate.engines.ct2 import USUAL, Ct2Engine

        return Ct2Engine(package, replace(USUAL, beam_size=beam) if beam else None, at_once)
    from dragoman.translate.engines.argos import ArgosEngine
    from dragoman.translate.engines.argos_plan import Decoding

    return ArgosEngine(package, Decoding(beam_size=beam) if beam else None, at_once)
