# Included by the Makefile. PUNGMUN_TORTURE_KILLS, …_PAGES and …_MINUTES (of readers) set how much; docs/reliability.md has the last figures.

.PHONY: torture
torture: install ## Kill rounds, feed them a server from hell, fuzz every reader, read with fifty people for an hour: the long form, two to four hours
	PUNGMUN_TORTURE=long nice $(BIN)/python -m pytest -q -ra -s --timeout 14400 tests/torture
