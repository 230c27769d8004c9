"""Step 2: pure functions on Korean text; no files, no network, no knowledge of claims' storage."""
