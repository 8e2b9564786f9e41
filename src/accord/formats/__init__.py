"""Conversions between Accord's objects and other formats, each reporting every loss."""
