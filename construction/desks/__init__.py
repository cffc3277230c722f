"""Approvals, and on whose desk each lies."""
