"""Step 1: pages in, posts out. Scrapy lives here; nothing here knows of language, learning or the store."""
