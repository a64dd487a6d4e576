"""Findings, tables and charts → one briefing, as a Word file, slides, a page and a workbook."""

from analysis_helpers.briefing.compose import Briefing, compose_briefing
from analysis_helpers.briefing.write import ONE_PAGE, Audience, write_briefing

__all__ = ["ONE_PAGE", "Audience", "Briefing", "compose_briefing", "write_briefing"]
