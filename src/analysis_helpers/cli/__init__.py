"""Define the commands of `quarterly`."""
