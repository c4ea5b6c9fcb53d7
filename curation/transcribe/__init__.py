"""Transcribe: from a recording, or another program's transcript, to a transcript revision."""
