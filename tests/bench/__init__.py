"""Measurements, each beside the program that people would pick instead; run by `packaging/bench.sh`."""
