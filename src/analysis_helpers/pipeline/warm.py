"""Imported by the server that kernels are forked from: what every notebook needs anyway. Nothing else imports it."""

import os

os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as a kernel does, but in time

import ipykernel.ipkernel
import ipykernel.kernelapp
import ipykernel.zmqshell
import matplotlib.pyplot
import pandas
import seaborn
import zhplot

import analysis_helpers.briefing
import analysis_helpers.charts.catalogue
import analysis_helpers.charts.export
import analysis_helpers.findings.finding
import analysis_helpers.linkage.load_history
from analysis_helpers.textfix.clean_text import clean_text

# A damaged text wakes the tables for pinyin, script and shifted bytes, which take over a second to load.
clean_text("跟著(zhe)詩詞，總?cè)舜瓮黄?00萬")

__all__ = ["analysis_helpers", "ipykernel", "matplotlib", "pandas", "seaborn", "zhplot"]
