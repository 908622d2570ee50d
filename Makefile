# make book   builds the course       make test   proves it       make lab   opens the notebooks
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: book test firefox lab lint clean

book: $(READY)
	$(BIN)/python -m convcourse._site.build

test: $(READY)
	$(BIN)/python -m tests.chromium
# One worker builds the book; the other begins with the tests that need none.
	$(BIN)/python -m pytest -n 2 --dist worksteal

firefox: $(READY)
	$(BIN)/python -m tests.firefox

lab: $(READY)
	$(BIN)/jupyter lab --LabApp.app_settings_dir=binder/lab intro.md

lint: $(READY)
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell

clean:
	rm -rf _build .book .pytest_cache .ruff_cache .hypothesis convcourse.egg-info

$(READY): requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and '$(PYTHON) is Python %d.%d, but the course needs 3.11 or newer. Name one: make PYTHON=python3.12' % sys.version_info[:2])"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.txt
	touch $@
