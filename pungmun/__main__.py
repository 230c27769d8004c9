"""`python -m pungmun`."""

from pungmun.cli import main

main()
