# make book   builds the course       make test   proves it       make lab   opens the notebooks
PYTHON ?= python3
# CONVCOURSE_BUILD names another folder for what is made, where this one cannot be written.
MADE := "$${CONVCOURSE_BUILD:-.}"
RUN := $(MADE)/.venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)/python

.PHONY: book test lab lint machines firefox bench clean environment

book: environment
	@$(RUN) -m book.build $(if $(KEEP_GOING),--keep-going)

test: environment
	@$(RUN) -m tests.chromium
# One worker builds the book; the other begins with the tests that need none.
	$(RUN) -m pytest -n 2 --dist worksteal -o cache_dir=$(MADE)/.pytest_cache

lab: environment
	$(RUN) -m book.lab --LabApp.app_settings_dir=binder/lab intro.md

lint: environment
	$(RUN) -m ruff check . && $(RUN) -m ruff format --check . && $(RUN) -m codespell_lib
	$(RUN) -m pyrefly check --python-interpreter-path $(RUN) --summary=none
	$(RUN) -m tests.lint

# All notebooks as on other processors, with other threads and other starts: a table, by and by.
machines: environment
	@$(RUN) -m tests.machines

# All pages in Firefox, each control moved by keyboard.
firefox: environment
	@$(RUN) -m tests.firefox

# The operators beside SciPy, OpenCV and PyTorch, on a machine that does nothing else: some minutes.
# Either variable would make another library of BLAS.
bench: environment
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(RUN) -m benchmarks.operators

clean:
	cd $(MADE) && rm -rf _build .book .pytest_cache .ruff_cache .hypothesis convcourse.egg-info

# A Python that is named has to be that of the environment; the default may be another by now.
environment:
	@$(PYTHON) install.py $(if $(filter file,$(origin PYTHON)),,--this-python)
