"""Counts words with Spark."""
