# Everything goes through `make`: `make run` starts a relay, `make test` runs every test, `make check` the linters.
UV_VERSION := 0.13.8
PY := .venv/bin/python
STAMP := .venv/.setup-stamp

.PHONY: setup run test check bench crash fuzz clean
.DELETE_ON_ERROR:

setup: $(STAMP)

$(STAMP): pyproject.toml uv.lock
	test -x .venv/bin/uv || (python3 -m venv .venv && .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)")
	UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv sync --frozen --quiet --inexact
	touch $@

run: setup
	@exec .venv/bin/leeward-relay --listen 127.0.0.1:8470

test: setup
	$(PY) -m pytest

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
