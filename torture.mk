# Included by the Makefile. PUNGMUN_TORTURE_KILLS, …_PAGES, …_MINUTES (of readers) and …_INPUTS (times the usual number of generated
# ones) set how much; docs/reliability.md has the last figures.
TORTURE := tests/torture tests/crawlers/test_fuzz.py tests/web/test_api.py tests/web/test_access.py tests/store/test_store_down.py \
	tests/store/test_elasticsearch.py tests/store/test_schemas.py

.PHONY: torture
torture: install ## Kill rounds, feed them a server from hell, fuzz every reader, read with fifty people for an hour: the long form, three to four hours
	PUNGMUN_TORTURE=long nice $(BIN)/python -m pytest -q -ra -s --timeout 14400 $(TORTURE)
