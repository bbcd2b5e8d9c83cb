# Other names for the verbs of ./prosa, for hands that type make.
.PHONY: help up test check chat smoke seed tick migrate key openapi sync

help:
	@./prosa --help

up test check chat seed tick migrate key openapi sync:
	@./prosa $@

smoke:
	@./prosa smoke $(URL)
