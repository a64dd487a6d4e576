"""Read any file into grids of text cells."""
