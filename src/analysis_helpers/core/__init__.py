"""Hold what all other packages stand on: errors, schema, project, vocabulary, files."""
