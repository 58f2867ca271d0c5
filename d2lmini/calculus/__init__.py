"""Limits, slopes and areas by finite arithmetic: numpy only.

Everything here takes the learner's own function and answers with numbers. The checks stand in
public functions and in decorators, behind which bare cores do the arithmetic, so that each formula
can be read at a glance.
"""

from d2lmini.calculus.areas import RULES, area_so_far, polygon_areas, riemann_sum, strip_heights
from d2lmini.calculus.curves import sample, sample_curve
from d2lmini.calculus.descent import Descent, gradient_descent
from d2lmini.calculus.differences import (
    backward_difference,
    central_difference,
    numerical_lim,
)
from d2lmini.calculus.extremes import Candidate, candidates
from d2lmini.calculus.limits import Limit, limit
from d2lmini.calculus.several import (
    directional_derivative,
    numerical_gradient,
    numerical_hessian,
    numerical_jacobian,
    partial_derivative,
    sample_grid,
)
from d2lmini.calculus.slopes import (
    Line,
    numerical_derivative,
    second_derivative,
    slope_function,
    slope_limit,
    tangent_line,
)
from d2lmini.learner import Function

__all__ = [
    "RULES",
    "Candidate",
    "Descent",
    "Function",
    "Limit",
    "Line",
    "area_so_far",
    "backward_difference",
    "candidates",
    "central_difference",
    "directional_derivative",
    "gradient_descent",
    "limit",
    "numerical_derivative",
    "numerical_gradient",
    "numerical_hessian",
    "numerical_jacobian",
    "numerical_lim",
    "partial_derivative",
    "polygon_areas",
    "riemann_sum",
    "sample",
    "sample_curve",
    "sample_grid",
    "second_derivative",
    "slope_function",
    "slope_limit",
    "strip_heights",
    "tangent_line",
]
