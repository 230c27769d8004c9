"""What analysts read: timeline, digest, tables. Reads the store, writes nothing."""
