"""Linear speedup from zeroth to first order (arXiv 1606.00498): measured, bounded, and on real threads.

`speedup` is defined in `speedups`; what compiles threads, `shared_memory`, is imported by its own name.
"""

from engine.speedup.speedups import Speedup, patient, speedup

__all__ = ["Speedup", "patient", "speedup"]
