# Everything goes through `make`: `make run` starts a relay, `make test` runs every test, `make check` the linters.
# `make bench` measures, `make crash` kills clients a thousand times and relays three hundred, `make fuzz` tries
# every decoder, `make quiet` listens to refusals, and `make parity` compares full vaults with empty ones; all take long.
UV_VERSION := 0.13.8
PY := .venv/bin/python
STAMP := .venv/.setup-stamp

# The web client's build, and npm where its packages are; both only do what is not done yet.
WEB := $(PY) client/web/build/build_web.py

.PHONY: setup web run test check bench parity crash fuzz quiet clean
.DELETE_ON_ERROR:

setup: $(STAMP)

$(STAMP): pyproject.toml uv.lock
	test -x .venv/bin/uv || (python3 -m venv .venv && .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)")
	UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv sync --frozen --quiet --inexact
	touch $@

web: setup
	@$(WEB)

# Ctrl-C stops it. `make run LISTEN=127.0.0.1:9000 DATA=/somewhere` puts it elsewhere.
LISTEN ?= 127.0.0.1:8470
DATA ?= data
run: web
	@exec .venv/bin/leeward-relay --listen $(LISTEN) --data $(DATA)

# Two workers, because the small machine that everything has to pass on has two cores.
test: web
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder
	$(WEB) npm run --silent test

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(WEB) npm run --silent check

# The long runs. Their figures are kept in bench/results.
bench: web
	$(PY) -m bench --save

# The container of vaults with 10,000 messages in it: what can be told of it, and what not.
parity: setup
	$(PY) -m bench vault --save --check

crash: setup
	LEEWARD_KILLS=1000 LEEWARD_KILLS_REPORT=bench/results/crash.json $(PY) -m pytest tests/crash/test_client_kills.py
	LEEWARD_RELAY_KILLS=300 LEEWARD_RELAY_KILLS_REPORT=bench/results/relay-crash.json $(PY) -m pytest tests/crash/test_relay_kills.py

# `make fuzz SECONDS=300 TARGETS="requests http"`: so long for each target, all of them if none is named.
SECONDS ?= 180
JOBS ?= 1
fuzz: setup
	UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv sync --frozen --quiet --inexact --group fuzz
	PYTHONPATH=tests:client/web/build $(PY) -m fuzz $(TARGETS) --seconds $(SECONDS) --jobs $(JOBS) --save

quiet: setup
	LEEWARD_SAMPLES=10000 LEEWARD_QUIET_REPORT=bench/results/quiet.json \
		$(PY) -m pytest tests/privacy/test_refusals_timed.py --timeout 7200

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .fuzz
	rm -rf client/web/node_modules tests/interop/*/node_modules server/leeward_relay/web client/leeward_client/web
