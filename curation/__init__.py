"""Turn recorded clinical-experience sessions into curated, cited question-and-answer sets."""
