"""Put measures into sentences whose figures can be traced to their tasks."""
