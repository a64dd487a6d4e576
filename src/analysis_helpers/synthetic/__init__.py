"""Write synthetic quarters and provinces whose truth is known."""
