# make: shows what can be done. Needs Python 3.11 or newer with venv, and nothing else.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DIVISIONS ?=
LEGS ?=
MUTANTS ?= 10000

VENV := .venv
PIP_INSTALL := $(VENV)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes
MANAGE := $(VENV)/bin/python manage.py
UV ?= $(shell command -v uv || echo $(PYTHON) -m uv)
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

# True when the one-line Python program of the argument runs to its end.
python_can = $(shell $(PYTHON) -c '$(1)' >/dev/null 2>&1 && echo yes)

.DELETE_ON_ERROR:
.PHONY: help setup run city divisions-are-named test pictures benchmarks fuzz lock

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s%s\n", $$1, $$2}' Makefile

setup: $(VENV)/development ## make .venv with all that running, testing and developing need

run: $(VENV)/runtime data ## serve the demonstration city; HOST=127.0.0.1 PORT=8000
run: export PORTAL_DEMONSTRATION = 1
run: export PORTAL_DATABASE_URL = sqlite:///data/demonstration.sqlite3
run:
	@echo "Preparing the database of the demonstration city"
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) sync_reference --verbosity 0
	@$(MANAGE) load_demonstration --if-empty
	@$(serve)

city: divisions-are-named $(VENV)/runtime data/secret_key ## serve a city of your own; DIVISIONS=path.csv lists its districts
city: export PORTAL_DEMONSTRATION = 0
city: export PORTAL_DATABASE_URL = sqlite:///data/city.sqlite3
city:
	@echo "Preparing the database of the city"
	@$(with_secret_key) $(MANAGE) migrate --verbosity 0
	@$(with_secret_key) $(MANAGE) sync_reference --verbosity 0
	@$(with_secret_key) $(MANAGE) start_city --if-empty "$(DIVISIONS)"
	@$(with_secret_key) $(serve)

divisions-are-named:
	$(if $(DIVISIONS),,$(error Name the file that lists the districts: make city DIVISIONS=path.csv))

test: $(VENV)/development ## run all tests; LEGS="sqlite browser" runs these only
	@$(VENV)/bin/python -m tests.legs $(LEGS)

fuzz: $(VENV)/development ## read thousands of broken workbooks; MUTANTS=10000
	@DJANGO_SETTINGS_MODULE=reduction_portal.settings PORTAL_DEMONSTRATION=1 $(VENV)/bin/python -m tests.fuzz $(MUTANTS)

pictures: $(VENV)/development ## take the pictures of docs/images anew, from the demonstration city
	@$(VENV)/bin/python -m tests.pictures

benchmarks: $(VENV)/development ## measure every goal against its baseline, a tenth of a nation large
	@$(VENV)/bin/python -m benchmarks

lock: ## write requirements.txt and requirements-dev.txt anew from the .in files, with uv
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

with_secret_key = export PORTAL_SECRET_KEY="$$(cat data/secret_key)";

define serve
$(MANAGE) collectstatic --noinput --verbosity 0 && \
echo "Serving http://$(HOST):$(PORT)/ until Ctrl-C" && \
exec $(VENV)/bin/gunicorn -c reduction_portal/gunicorn.py reduction_portal.wsgi --bind $(HOST):$(PORT)
endef

# Closed to others: a city's figures and its secret key lie here.
data:
	@mkdir -m 700 data

data/secret_key: | $(VENV)/created data
	@echo "Drawing a secret key: $@"
	@umask 077 && $(VENV)/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))' > $@

# What was installed is remembered by empty files in .venv: made, packages to run, packages to develop.
$(VENV)/created:
	$(if $(call python_can,import sys; sys.exit(sys.version_info < (3, 11))),,$(error \
	$(PYTHON) is not Python 3.11 or newer: install one, or name it with PYTHON=/path/to/python3))
	$(if $(call python_can,import venv; from ensurepip import bootstrap),,$(error \
	$(PYTHON) has no venv: install the package python3-venv))
	@echo "Making the virtual environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runtime: requirements.txt $(VENV)/created
	@echo "Installing what the portal runs on"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	@echo "Installing what the tests need"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@
