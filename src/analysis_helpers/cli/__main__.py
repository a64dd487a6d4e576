"""Run the commands as `python -m analysis_helpers.cli`, where the script `quarterly` is not on the path."""

from analysis_helpers.cli.main import app

app(prog_name="quarterly")
