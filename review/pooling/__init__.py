"""Pooling of single-arm rates: arrays in, numbers out.

Nothing is imported here, so that a command which only needs the names of the choices stays quick.
"""
