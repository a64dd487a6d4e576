from .reader import Quantity, read_quantities

__all__ = [
    "Quantity",
    "read_quantities",
]
