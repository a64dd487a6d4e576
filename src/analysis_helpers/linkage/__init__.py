"""Decide which task of one quarter is which task of the next."""
