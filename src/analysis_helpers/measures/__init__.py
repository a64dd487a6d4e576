"""Compute tables from tidy tasks: schedule, progress, workload, change, evidence."""
