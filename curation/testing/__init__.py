"""Contracts that plug-ins are held to, for use in their own tests."""
