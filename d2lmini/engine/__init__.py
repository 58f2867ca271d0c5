"""The engine of the explorers: controls, layers, frames, and their place in the notebook."""
