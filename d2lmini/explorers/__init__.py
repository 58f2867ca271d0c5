"""The explorers: one module for each chapter, what several of them draw, and example functions."""
