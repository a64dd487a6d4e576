"""Draw measures as charts: theme, one module for each subject, selection, export."""
