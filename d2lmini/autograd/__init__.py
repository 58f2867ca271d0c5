"""What needs torch: derivatives by torch.autograd, and the graph that it records.

Import from the modules: only `comparison` needs sympy, which takes as much memory as matplotlib.
"""
