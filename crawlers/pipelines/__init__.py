"""The steps of `ITEM_PIPELINES`, one a module."""
