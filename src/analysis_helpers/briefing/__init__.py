"""Findings and charts → one page that a director reads in a minute."""

from analysis_helpers.briefing.page import write_page

__all__ = ["write_page"]
