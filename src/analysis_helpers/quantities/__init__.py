"""Numbers in the words of a report: where they stand, what they are worth, what they say."""

from analysis_helpers.quantities.reader import Kind, Quantity, read_quantities

__all__ = ["Kind", "Quantity", "read_quantities"]
