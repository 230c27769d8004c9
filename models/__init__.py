"""Step 3: learning and judging; classifiers, not records."""
