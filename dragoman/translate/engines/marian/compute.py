"""In what kind of numbers a model is computed, by what the processor can do."""

from __future__ import annotations

import contextlib
import platform
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

_ARM = ("arm64", "aarch64")
_CPUINFO = Path("/proc/cpuinfo")


class Compute(Enum):
    """The value is what records and `models info` say.

    The inputs of a product are unsigned either way. Signed weights are what newer processors have
    instructions for; older ones add such products in sixteen bits, where they may not fit, so there
    the weights are unsigned as well: it takes longer, and every sum is exact.
    """

    SIGNED = "int8"
    UNSIGNED = "int8 with unsigned weights"
    FLOAT32 = "float32"

    @classmethod
    def of_processor(cls, *, quantised: bool) -> Compute:
        """What this processor does best, of a model that is in int8 or is not."""
        if not quantised:
            return cls.FLOAT32
        return cls.SIGNED if has_integer_products() else cls.UNSIGNED

    def weights(self, rows: Any) -> Any:
        """int8 [outputs, inputs] as [inputs, outputs], in the numbers of this kind."""
        import numpy as np

        turned = np.ascontiguousarray(rows.T)
        return turned if self is Compute.SIGNED else turned.view(np.uint8) ^ np.uint8(0x80)

    def zero(self) -> Any:
        """Where the 0 of such weights lies."""
        import numpy as np

        return np.array(0, np.int8) if self is Compute.SIGNED else np.array(128, np.uint8)


@cache
def has_integer_products() -> bool:
    """Whether the processor adds products of int8 in 32 bits (VNNI on x86; ARM always does).

    Where it cannot be told it has not: what is chosen then is right on every processor.
    """
    if platform.machine().lower() in _ARM:
        return True
    return "AVX512VNNI" in _numpy_knows() or "avx_vnni" in _linux_knows()


def _numpy_knows() -> set[str]:
    """As numpy asked the processor itself, on every system; it has no name for AVX-VNNI."""
    for module in ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath"):
        with contextlib.suppress(ImportError, AttributeError):
            features = import_module(module).__cpu_features__
            return {name for name, there in features.items() if there}
    return set()


def _linux_knows() -> set[str]:
    try:
        lines = _CPUINFO.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return set()
    return {flag for line in lines if line.startswith("flags") for flag in line.split()}
