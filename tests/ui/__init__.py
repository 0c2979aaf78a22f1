"""Tests of the window's parts, run offscreen."""
