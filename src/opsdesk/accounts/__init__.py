"""Operators: who may sign in, with which roles and password, for which organization."""
