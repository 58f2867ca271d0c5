"""What needs torch: derivatives by torch.autograd, and the graph that it records."""

from d2lmini.autograd.comparison import Comparison, compare
from d2lmini.autograd.functions import autograd_gradient, autograd_jacobian, autograd_slope
from d2lmini.autograd.graph import Graph, GraphNode
from d2lmini.autograd.recording import trace

__all__ = [
    "Comparison",
    "Graph",
    "GraphNode",
    "autograd_gradient",
    "autograd_jacobian",
    "autograd_slope",
    "compare",
    "trace",
]
