"""What the last error means, and how it is put right: for the errors that learners meet."""

from __future__ import annotations

import html
import linecache
import re
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from d2lmini.engine.cells import learners
from d2lmini.words import say, sentences

_MUSEUM, _SHAPES = "13_autograd_in_practice", "09_jacobians_and_shapes"

# By name: what type and message hold. The first that fits counts.
PATTERNS = {
    "twice": r"backward through the graph a second time",
    "vector": r"grad can be implicitly created only for scalar outputs",
    "overwritten": r"modified by an inplace operation",
    "leaf in place": r"leaf Variable that requires grad is being used in an in-place operation",
    "whole numbers": r"(?i)only tensors of floating point (?:and complex )?dtype",
    "to numpy": r"Can't call numpy\(\) on Tensor that requires grad",
    "no gradient yet": r"'NoneType' object has no attribute '(?:zero_|item|norm|clone|shape)'"
    r"|unsupported operand type\(s\) for [-+*/@=]+: .*'NoneType'",
    "no record": r"does not require grad and does not have a grad_fn",
    "no leaf": r"can't optimize a non-leaf Tensor",
    "only leaves": r"you can only change requires_grad flags of leaf variables",
    "unused": r"appears? to not have been used in the graph",
    "upstream": r"Mismatch in shape: grad_output\[0\]",
    "anomaly": r"returned nan values in its \d+th output",
    "no parameters": r"optimizer got an empty parameter list",
    "in a list": r"must be tuple of Tensors, not Tensor",
    "not a tensor": r"argument '\w+' \(position \d+\) must be (?:tuple of )?Tensors?, not",
    "classes": r"expected scalar type Long",
    "dtypes": r"same dtype|expected scalar type \w+ but found|expected both vectors to have",
    "matrix shapes": r"shapes cannot be multiplied|size mismatch, got input|not aligned"
    r"|matmul: .*mismatch in its core dimension|inconsistent tensor size",
    "entry by entry": r"could not be broadcast together|must match the size of tensor",
    "one truth": r"truth value of an array|Boolean value of Tensor with more than one",
    "one number": r"cannot be converted to Scalar|converted to Python scalars",
    "out of bounds": r"is out of bounds for (?:axis|dimension)",
    "too many indices": r"too many indices for",
    "ragged": r"inhomogeneous shape",
    "whole array": r"output from dtype\('float\d+'\) to dtype\('u?int\d+'\)"
    r"|result type (?:Float|Double) can't be cast to the desired output type (?:Long|Int)",
    "whole power": r"Integers to negative integer powers",
    "power sign": r"unsupported operand type\(s\) for \^|ufunc 'bitwise_xor' not supported"
    r'|"bitwise_xor_cpu" not implemented',
    "domain": r"math domain error|expected a (?:positive|nonnegative) input",
    "too large": r"math range error|(?i:result (?:too large|out of range))",
    "by zero": r"^ZeroDivisionError",
    "no name": r"name '\w+' is not defined",
    "no module": r"No module named",
}
CAUSES = {
    "twice": "The walk back uses up what the record had kept, and this record was walked before.",
    "vector": "Backward starts from one number; this tensor has not exactly one entry, and torch "
    "does not know how much each of them matters.",
    "overwritten": "A tensor was changed in place (by a name that ends in _, by += or y[0] = …, "
    "or by optimizer.step()) after an operation had kept its old value for the way back.",
    "leaf in place": "A tensor for which you asked the gradient was changed in place where torch "
    "records.",
    "whole numbers": "The tensor holds whole numbers or truths. Slopes need steps as small as we "
    "like, and between whole numbers there are none.",
    "to numpy": "numpy keeps no record, so torch refuses to hand it a tensor that has one.",
    "no gradient yet": "Something is None: .grad before the first backward, after it was emptied, "
    "or of a tensor that is no leaf; or the result of a function that returns nothing.",
    "no record": "Nothing in this computation asked for a gradient, or the record was cut on the "
    "way: by detach, item, numpy or no_grad, by a new tensor made of plain numbers, or by an "
    "operation that has no slopes, such as >, argmax or .long().",
    "no leaf": "This parameter is the result of an operation, such as torch.randn(...) * 0.01 of a "
    "tensor that required a gradient. An optimizer wants leaves.",
    "only leaves": "This tensor is the result of an operation, and only leaves can be told to "
    "require a gradient or not.",
    "unused": "The output does not depend on this tensor, or depends on a copy of it.",
    "upstream": "The upstream gradient v must have the shape of the output y.",
    "anomaly": "Anomaly mode stopped at the first operation that handed back nan (not a number), "
    "such as 0 times the infinite slope of a root at 0.",
    "no parameters": "The optimizer was given no parameters: an empty list, or a generator that "
    "was used up.",
    "in a list": "This function takes its tensors in a list.",
    "not a tensor": "A function of torch was given something that is no tensor.",
    "classes": "Numbers of classes and places must be whole numbers here.",
    "dtypes": "Two tensors have different types of numbers, such as float32 (torch's usual) and "
    "float64 (numpy's).",
    "matrix shapes": "The shapes do not fit: a matrix times something needs as many columns as "
    "that has rows, and two vectors need equally many entries.",
    "entry by entry": "The shapes do not fit: entry by entry, two sizes must be equal, or one of "
    "them 1.",
    "one truth": "An array of several truths stands where one is needed: after if, while, and, or.",
    "one number": "An array stands where one plain number is needed.",
    "out of bounds": "There is no entry at this place. Places count from 0.",
    "too many indices": "There are more indices than the array has axes.",
    "ragged": "The rows have different lengths, so they make no array.",
    "whole array": "The array holds whole numbers, and cannot take a number with a fraction.",
    "whole power": "Whole numbers stay whole in numpy, and a negative power is none.",
    "power sign": "In Python ^ works on the bits of whole numbers; it is no power.",
    "domain": "The function has no value there, as the logarithm at 0 and the square root below.",
    "too large": "The result is too large for a float, above 1.8e308.",
    "by zero": "Something is divided by 0.",
    "no name": "The name is not known: the cell that makes it was not run, or it is misspelled.",
    "no module": "A package is missing, or its name is misspelled.",
    "ours": "d2lmini refused what it was given, and the message says why.",
}
CURES = {
    "twice": "Compute again all that comes after the parameters, before you go backward again. "
    "What is carried over from the last turn: h = h.detach(). Two losses that share a part: add "
    "them first. Only to add the same gradient once more: backward(retain_graph=True).",
    "vector": "Take the sum or the mean first, or hand over v: y.backward(gradient=v).",
    "overwritten": "Make a new tensor instead: y = y + 1, not y += 1. After a step of the "
    "optimizer, compute the loss again.",
    "leaf in place": "Put the line under with torch.no_grad():, as training does with its step. "
    "If the change is to count in the gradient: y = x.clone(), then change y.",
    "whole numbers": "Write 1.0 instead of 1, or .float().",
    "to numpy": "If the record is not needed, as for a plot: x.detach().numpy().",
    "no gradient yet": "If it is .grad: go backward first, from a leaf that requires a gradient; "
    "to empty it, x.grad = None always works. Else: let the function that made it return it.",
    "no record": "Ask at the parameters, before anything is computed: requires_grad=True. Asking "
    "at the loss, loss.requires_grad_(), runs and trains nothing. And take a loss that has slopes.",
    "no leaf": "Make the numbers first, then ask: (torch.randn(3) * 0.01).requires_grad_(True).",
    "only leaves": "Use detach(): the same memory, without the record. Or ask where the leaf is "
    "made.",
    "unused": "Compute the output from this very tensor; if that is meant, allow_unused=True.",
    "upstream": "Give v the shape of y, for example torch.ones_like(y).",
    "anomaly": "The warning above it shows the operation. Keep its argument away from the place: "
    "add a small number under a root, or clamp it at one.",
    "no parameters": "Hand over list(net.parameters()), and look whether the layers are attributes "
    "of the module.",
    "in a list": "Write torch.cat([a, b]), and so on.",
    "not a tensor": "Use torch.tensor(x), or for plain numbers the function of math or numpy.",
    "classes": "Make them whole: target.long().",
    "dtypes": "Bring both to one type: x.float(), or torch.tensor(a, dtype=torch.float32).",
    "matrix shapes": "Print both shapes. With a matrix, often a transpose is missing (.T), or the "
    "factors stand the wrong way round.",
    "entry by entry": "Print both shapes. A column (n, 1) beside a vector (n,) is the usual "
    "surprise.",
    "one truth": "Say which is meant: .any(), .all(), or one entry.",
    "one number": "Use numpy's or torch's function instead of math's, or take one entry, such as "
    "x[0]; an empty array has none.",
    "out of bounds": "The last of n entries is at the place n − 1, also written −1.",
    "too many indices": "Print the shape, and count its axes.",
    "ragged": "Give all rows the same length.",
    "whole array": "Make it of floats from the start: np.array([1.0, 2.0]).",
    "whole power": "Make it of floats: 2.0 ** -1.",
    "power sign": "Write x**2.",
    "domain": "Look at what the function is given, and keep it inside its domain.",
    "too large": "Look at what grows: often a learning rate that is too large.",
    "by zero": "Print what you divide by.",
    "no name": "Choose Run ▸ Run All Cells, or correct the spelling.",
    "no module": "Correct the spelling. Or run check_installation of chapter 00: it says what to "
    "install.",
    "ours": "Change what the message names.",
}
# By name: the chapter and the heading where it is taught.
TAUGHT = {
    "twice": (_MUSEUM, "1. Backward twice"),
    "vector": (_MUSEUM, "2. Backward from a vector"),
    "overwritten": (_MUSEUM, "3. Changed after it was kept"),
    "leaf in place": (_MUSEUM, "3. Changed after it was kept"),
    "whole numbers": (_MUSEUM, "4. Whole numbers"),
    "to numpy": (_MUSEUM, "5. To numpy"),
    "no gradient yet": (_MUSEUM, "6. Emptying what is not there"),
    "only leaves": (_MUSEUM, "7. The gradient of a node: only a warning"),
    "no record": (_MUSEUM, "8. Nothing to walk back"),
    "unused": (_MUSEUM, "8. Nothing to walk back"),
    "no leaf": (_MUSEUM, "9. A leaf that is none"),
    "anomaly": (_MUSEUM, "10. A nan from the branch not taken"),
    "upstream": ("12_autograd", "When y is a vector"),
    "matrix shapes": (_SHAPES, "A matrix times a vector"),
    "too large": ("08_gradient_descent", "Five lines"),
}


@dataclass(frozen=True)
class Explanation:
    """What is known about an error.

    Attributes
    ----------
    error : str
        Its type, and the first line of its message.
    where : str
        The line of the learner's own code in which it happened; "" if that is not known.
    cause, cure : str
        What happened, and how it is put right; "" where we do not know.
    chapter, heading : str
        Where it is taught; "" if nowhere.
    """

    error: str
    where: str
    cause: str
    cure: str
    chapter: str = ""
    heading: str = ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, (self.error, self.where, *self._told(), self._taught())))

    def _told(self) -> tuple[str, ...]:
        if not self.cause:
            unknown = say("This error is not one that explain knows.")
            advice = say("Read the last line of the traceback first, then the line of your own.")
            return (sentences(unknown, advice),)
        return self.cause, say("Cure: {cure}", cure=self.cure)

    def _taught(self) -> str:
        if not self.chapter:
            return ""
        return say("More: {chapter}, {heading}", chapter=self.chapter, heading=self.heading)

    def _repr_html_(self) -> str:
        lines = [f"<code>{html.escape(self.error)}</code>"]
        lines += [f"<code>{html.escape(self.where)}</code>"] if self.where else []
        lines += map(html.escape, self._told())
        if self.chapter:
            place = f"{self.chapter}.ipynb#{self.heading.replace(' ', '-')}"
            lines.append(f'<a href="{html.escape(place)}">{html.escape(self._taught())}</a>')
        return "".join(f"<p>{line}</p>" for line in lines)


def explain(error: BaseException | None = None) -> Explanation | None:
    """Name cause and cure of an error: by default of that with which the last cell failed.

    It knows the errors of chapter 13, the commonest of numpy and of Python, and those of d2lmini;
    of others it says that it does not know them.

    Parameters
    ----------
    error : BaseException, optional
        The error to explain.

    Returns
    -------
    Explanation or None
        Shown as text with a link to where it is taught; None, with a printed line, if no cell has
        failed yet.

    Raises
    ------
    TypeError
        If error is no exception.

    Examples
    --------
    >>> import torch
    >>> try:
    ...     torch.tensor([1.0, 2.0]).sum().backward()
    ... except RuntimeError as caught:
    ...     print(explain(caught).cause.split(",")[0])
    Nothing in this computation asked for a gradient
    """
    if error is None:
        error = getattr(sys, "last_value", None)
    if error is None:
        print(say("No cell has failed since the kernel started."))
        return None
    if not isinstance(error, BaseException):
        raise TypeError(
            say("error must be an exception, such as explain(error); got {error!r}", error=error)
        )
    return explanation(error)


def explanation(error: BaseException) -> Explanation:
    """What is known about an error."""
    message = str(error)
    frames = traceback.extract_tb(error.__traceback__)
    name = _name(f"{type(error).__name__}: {message}", frames)
    chapter, heading = TAUGHT.get(name, ("", ""))
    first = message.strip().splitlines()[0] if message.strip() else ""
    return Explanation(
        f"{type(error).__name__}: {first}",
        _where(frames),
        say(CAUSES[name]) if name else "",
        say(CURES[name]) if name else "",
        chapter,
        heading,
    )


def _name(told: str, frames: traceback.StackSummary) -> str:
    """The name under which an error is known, or ""."""
    if frames and (frames[-1].line or "").startswith("raise"):  # words of whoever wrote that line
        if Path(frames[-1].filename).is_relative_to(Path(__file__).parent):
            return "ours"
        if learners(frames[-1].filename):
            return ""
    return next((name for name, pattern in PATTERNS.items() if re.search(pattern, told)), "")


def _where(frames: traceback.StackSummary) -> str:
    """The innermost line of the learner's own code."""
    own = [frame for frame in frames if learners(frame.filename)]
    if not own or own[-1].lineno is None:
        return ""
    line = own[-1].line or linecache.getline(own[-1].filename, own[-1].lineno).strip()
    if not line:
        return ""
    return say("In line {n}: {line}", n=own[-1].lineno, line=line)
