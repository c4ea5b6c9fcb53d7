"""Review: candidates become decisions, one event each, made by a person in the app."""
