# A thin list of verbs over dev.py, which needs Python >= 3.11 and nothing else.
PYTHON ?= python3
ARGS ?=
.PHONY: help run env test quick check lint bench compile docs screenshots tour format lock clean

help:  ## show these lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run:  ## set up and start everything on this machine
	@$(PYTHON) dev.py run $(ARGS)

env:  ## create or refresh the development environment only
	@$(PYTHON) dev.py env $(ARGS)

test:  ## every test (ARGS="tests/engines -k nats" for some)
	@$(PYTHON) dev.py test $(ARGS)

quick:  ## the tests that take little time and no browser
	@$(PYTHON) dev.py quick $(ARGS)

check:  ## exactly what continuous integration runs
	@$(PYTHON) dev.py check $(ARGS)

lint:  ## the checks alone, without the tests
	@$(PYTHON) dev.py lint $(ARGS)

bench:  ## benchmarks that print ratios
	@$(PYTHON) dev.py bench $(ARGS)

compile:  ## machine code of the router's board and the twin (needs a C compiler); without it they run slower
	@$(PYTHON) dev.py compile $(ARGS)

docs:  ## the site of the documents, into artifacts/site
	@$(PYTHON) dev.py docs $(ARGS)

screenshots:  ## pictures of every screen; those in docs/pictures are written anew
	@$(PYTHON) dev.py screenshots $(ARGS)

tour:  ## record the README's tour again
	@$(PYTHON) dev.py tour $(ARGS)

format:  ## format the code and mend what the linter can mend
	@$(PYTHON) dev.py format $(ARGS)

lock:  ## make the lock files again from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(PYTHON) dev.py lock $(ARGS)

clean:  ## remove environments and built files, never data
	@$(PYTHON) dev.py clean $(ARGS)
