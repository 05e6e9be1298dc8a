"""In what kind of numbers a model is computed, by what the processor can do."""

from __future__ import annotations

from enum import Enum
from typing import Any

from dragoman.translate.engines.processor import is_int8_exact


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
        return cls.SIGNED if is_int8_exact() else cls.UNSIGNED

    def weights(self, rows: Any) -> Any:
        """int8 [outputs, inputs] as [inputs, outputs], in the numbers of this kind."""
        import numpy as np

        turned = np.ascontiguousarray(rows.T)
        return turned if self is Compute.SIGNED else turned.view(np.uint8) ^ np.uint8(0x80)

    def zero(self) -> Any:
        """Where the 0 of such weights lies."""
        import numpy as np

        return np.array(0, np.int8) if self is Compute.SIGNED else np.array(128, np.uint8)
