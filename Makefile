# UPPKA. `make run` starts it, `make test` tests it; both install what they need into .venv.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
SHELL := /bin/bash
# Tests and linters never touch the database of `make run`.
TEST_DATABASE_URL ?= sqlite:///$(CURDIR)/var/test.sqlite3
TESTS := DATABASE_URL=$(TEST_DATABASE_URL) $(BIN)/python -m pytest -q -n auto --maxprocesses=8

.DEFAULT_GOAL := help
.PHONY: help run test lint format messages seed bench screenshots backup restore

help:
	@echo "make run          jalankan UPPKA di mesin ini (PORT=8000, HOST=127.0.0.1, DEMO=0 tanpa data contoh)"
	@echo "make test         semua uji, tanpa PostgreSQL dan peramban"
	@echo "make lint         gaya, tipe, lantai, migrasi, setelan produksi, katalog bahasa"
	@echo "make format       rapikan kode"
	@echo "make messages     perbarui katalog bahasa Inggris"
	@echo "make seed         data contoh (FAMILIES=, GROUPS=, SEED=)"
	@echo "make bench        ukur kecepatan"
	@echo "make screenshots  gambar setiap halaman ke var/screenshots"
	@echo "make backup       cadangkan basis data, berkas, dan (terpisah) kunci ke var/backup"
	@echo "make restore      pulihkan: FROM=folder [KEYS=berkas] [REPLACE=1]"

# --- What is needed, installed once ----------------------------------------------------------------------------------

.venv/.runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
		|| { echo "Perlu Python 3.11 dengan modul venv (Debian: apt install python3-venv)."; exit 1; }
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Perlu Python 3.11 atau lebih baru."; exit 1; }
	@echo "Memasang paket …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo "Memasang paket untuk uji …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

.env:
	@$(PYTHON) scripts/make_env.py

# --- Everyday --------------------------------------------------------------------------------------------------------

run: .venv/.runtime
	@$(BIN)/python scripts/run.py

test: .venv/.dev .env
	$(TESTS) -m "not browser and not slow"

lint: .venv/.dev .env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/check_deploy.py
	$(BIN)/python scripts/messages.py check

format: .venv/.dev
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

messages: .venv/.dev
	$(BIN)/python scripts/messages.py update

seed: .venv/.runtime .env
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py seed_demo --commit $(if $(FAMILIES),--families $(FAMILIES)) $(if $(GROUPS),--groups $(GROUPS)) $(if $(SEED),--seed $(SEED))

# With PostgreSQL installed, on a throwaway one as well. The databases of lists are kept for the import.
BENCH := $(BIN)/python -m benchmarks
bench: .venv/.dev .env
	$(BENCH).doubles
	$(BENCH).lists
	$(BENCH).import_families --keep
	@if compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; then \
		$(BIN)/python scripts/postgres.py bash -c '$(BENCH).lists --database "$$DATABASE_URL" \
			&& $(BENCH).import_families --database "$$DATABASE_URL" --keep'; \
	else echo "PostgreSQL belum terpasang: hanya SQLite yang diukur."; fi

screenshots: .venv/.dev .env
	$(BIN)/python scripts/screenshots.py

# --- Safekeeping -----------------------------------------------------------------------------------------------------

backup: .venv/.runtime .env
	@$(BIN)/python manage.py backup $(if $(TO),$(TO),var/backup)

restore: .venv/.runtime
	@test -n "$(FROM)" || { echo "Sebutkan folder cadangan: make restore FROM=var/backup/2026-11-24T080000"; exit 1; }
	@$(if $(KEYS),$(BIN)/python scripts/restore_keys.py $(KEYS),true)
	@$(BIN)/python scripts/make_env.py
	@$(BIN)/python manage.py restore $(FROM) --commit $(if $(REPLACE),--replace)
