# Included by the Makefile. PUNGMUN_TORTURE_KILLS and PUNGMUN_TORTURE_PAGES set how much; docs/reliability.md has the last figures.

.PHONY: torture
torture: install ## Kill rounds, feed them a server from hell, fuzz every reader: the long form, an hour or two
	PUNGMUN_TORTURE=long nice $(BIN)/python -m pytest -q -ra -s --timeout 14400 tests/torture
