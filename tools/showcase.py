"""Each explorer once, as a chapter shows it: what benchmarks and references go through."""

from __future__ import annotations

from collections.abc import Callable

import d2lmini as d2l

SHOWN: dict[str, Callable[[], d2l.Explorer]] = {
    "line": lambda: d2l.LineExplorer([0, 1, 2, 3, 4], [1.2, 2.6, 5.0, 7.4, 8.8]),
    "polygons": d2l.PolygonsExplorer,
    "proof": d2l.PolygonProofExplorer,
    "secant": d2l.SecantExplorer,
    "sector": d2l.SectorExplorer,
    "game": lambda: d2l.LimitGame(lambda h: 2 + 3 * h, a=0, L=2),
    "tangent": d2l.TangentExplorer,
    "which": d2l.WhichDerivativeExplorer,
    "zoom": d2l.ZoomExplorer,
    "product": d2l.ProductRectangleExplorer,
    "circle": d2l.UnitCircleExplorer,
    "euler": d2l.EulerNumberExplorer,
    "mirror": d2l.MirrorExplorer,
    "stationary points": lambda: d2l.StationaryPointsExplorer("quartic"),
    "sums": d2l.RiemannSumsExplorer,
    "area": d2l.AreaSoFarExplorer,
    "strip": d2l.AreaStripExplorer,
    "surface": d2l.SurfaceExplorer,
    "slice": d2l.SliceExplorer,
    "gradient": d2l.GradientExplorer,
    "descent step by step": d2l.DescentStepsExplorer,
    "descent on a curve": d2l.DescentCurveExplorer,
    "descent": lambda: d2l.DescentExplorer("valley"),
    "subderivative": d2l.SubderivativeExplorer,
    "layout": d2l.LayoutExplorer,
    "matrix": d2l.MatrixVectorExplorer,
    "nudge": d2l.NudgeExplorer,
    "upstream": d2l.UpstreamExplorer,
    "stepper": lambda: d2l.GraphStepperExplorer(lambda x, y: (x + y) * x, x=3, y=4),
    "control flow": d2l.ControlFlowExplorer,
    "compare": d2l.AutogradCompareExplorer,
    "brackets": d2l.BracketsExplorer,
    "boundary": lambda: d2l.BoundaryExplorer(
        lambda p, x1, x2: p * (x2 + x1 * x2 - 0.5),
        [(0, 0), (1, 0), (0, 1), (1, 1)],
        [0, 0, 1, 1],
        [-1, 0, 1, 5],
    ),
    "fit": d2l.FitExplorer,
    "weight decay": d2l.WeightDecayExplorer,
}
