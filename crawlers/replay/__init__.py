"""A replay site on loopback: answers like the platforms, from a story of our own."""
