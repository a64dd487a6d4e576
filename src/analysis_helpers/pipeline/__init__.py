"""Take reports in, run the notebooks, write and verify the outputs."""
