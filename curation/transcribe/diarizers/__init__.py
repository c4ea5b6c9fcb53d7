"""One adapter per diarizer; each imports its library only when it is used."""
