"""Turn a raw table into a tidy report with a ledger of every change."""
