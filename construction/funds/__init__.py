"""Matching money of city and districts."""
