"""The store: SQLite on one machine, Elasticsearch when that is outgrown; one interface."""

from pungmun.store.base import HealthRow, Judged, Page, Query, Store, Stored, Written
from pungmun.store.open import open_store

__all__ = ["HealthRow", "Judged", "Page", "Query", "Store", "Stored", "Written", "open_store"]
