# Everything is done by installer/bootstrap.py, which needs nothing but Python 3.11 or newer with pip.
PYTHON ?= python3

.PHONY: run test torture benchmarks setup server server-stop lock catalogues

run test torture benchmarks setup:
	@$(PYTHON) installer/bootstrap.py $@

# A PostgreSQL of your own on this computer, to try a centre on a server; it prints what to type next.
server:
	@$(PYTHON) installer/bootstrap.py server start

server-stop:
	@$(PYTHON) installer/bootstrap.py server stop

# For developers: after a change of pyproject.toml, and after new words in the window.
lock: setup
	@.venv/bin/python installer/lock.py

catalogues: setup
	@.venv/bin/python installer/catalogues.py update
