# Everything goes through `make`: `make run` starts a relay, `make test` runs every test, `make check` the linters.
# `make bench` measures and `make crash` kills a client a thousand times; both take long.
UV_VERSION := 0.13.8
PY := .venv/bin/python
STAMP := .venv/.setup-stamp

.PHONY: setup run test check bench crash clean
.DELETE_ON_ERROR:

setup: $(STAMP)

$(STAMP): pyproject.toml uv.lock
	test -x .venv/bin/uv || (python3 -m venv .venv && .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)")
	UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv sync --frozen --quiet --inexact
	touch $@

# Ctrl-C stops it. `make run LISTEN=127.0.0.1:9000 DATA=/somewhere` puts it elsewhere.
LISTEN ?= 127.0.0.1:8470
DATA ?= data
run: setup
	@exec .venv/bin/leeward-relay --listen $(LISTEN) --data $(DATA)

# Two workers, because the small machine that everything has to pass on has two cores.
test: setup
	$(PY) -m pytest -n 2 --dist loadfile

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

# The long runs. Their figures are kept in bench/results.
bench: setup
	$(PY) -m bench --save

crash: setup
	LEEWARD_KILLS=1000 LEEWARD_KILLS_REPORT=bench/results/crash.json $(PY) -m pytest tests/crash

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
