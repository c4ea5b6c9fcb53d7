"""From decided candidates to a frozen, numbered set and the knowledge base."""
