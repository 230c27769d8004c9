"""How fast, how much memory, and does speed lose anything: measured side by side in one run, without a network."""
