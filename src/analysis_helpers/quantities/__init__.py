"""Numbers in the words of a report: where they stand, what they are worth, what they say."""

from analysis_helpers.quantities.reader import Quantity, read_quantities

__all__ = ["Quantity", "read_quantities"]
