.PHONY: setup demo test check fix bench soak

setup:
	@scripts/setup

demo: setup
	@scripts/demo

test: setup
	@scripts/test

check: setup
	@scripts/check

fix: setup
	@scripts/fix

bench: setup
	@scripts/bench

soak: setup
	@scripts/soak
