// The grammar of all answers, as in formula.py, which explains it: from text to a tree, and from a tree
// to its value and to MathML. Nothing is ever evaluated as code.

const LONGEST = 400, DEEPEST = 60;
const ALIASES = {
  log: "ln", arcsin: "asin", arccos: "acos", arctan: "atan", sigma: "sigmoid", "σ": "sigmoid",
};
const CONSTANTS = { pi: Math.PI, e: Math.E };
const FUNCTIONS = {
  sin: Math.sin, cos: Math.cos, tan: Math.tan, asin: Math.asin, acos: Math.acos, atan: Math.atan,
  sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh, exp: Math.exp, ln: Math.log,
  log10: Math.log10, log2: Math.log2, sqrt: Math.sqrt, abs: Math.abs, sign: Math.sign,
  relu: (x) => (Number.isNaN(x) ? x : Math.max(x, 0)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
};
const OPERATIONS = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b,
  "^": (a, b) => Math.pow(a, b), neg: (a) => -a,
};
const GREEK = {
  "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta", "θ": "theta",
  "λ": "lambda", "μ": "mu", "ρ": "rho", "τ": "tau", "φ": "phi", "ω": "omega",
};
const pairs = (keys, values) => Object.fromEntries([...keys].map((key, i) => [key, values[i]]));
const SUPER = pairs("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ⁿˣʰʸᵗ", "0123456789-+()nxhyt");
const SUB = pairs("₀₁₂₃₄₅₆₇₈₉", "0123456789");
const SAME = {
  ...pairs("−–·⋅×∗÷∶∕", "--****///"), ...pairs("[]{}、∣'’;", "()(),|′′,"), "π": "pi", "ℯ": "e",
  "½": "(1/2)", "⅓": "(1/3)", "¼": "(1/4)",
};

class FormulaError extends Error {
  constructor(why, at, told = {}) {
    super(why);
    Object.assign(this, { why, at, told });
  }
}

// --- characters and tokens ---------------------------------------------------------------------

// Characters as on a plain keyboard, each with its place: x² as x^(2), x₁ and x_1 as x1.
function plain(typed) {
  const found = [];
  let raised = false;
  typed.forEach((given, at) => {
    let char = given >= "！" && given <= "～" ? String.fromCodePoint(given.codePointAt(0) - 0xfee0) : given;
    char = /^\s$/.test(char) ? " " : (SAME[char] ?? char);
    if (char in SUPER !== raised) {
      found.push(...(raised ? [[")", at]] : [["^", at], ["(", at]]));
      raised = !raised;
    }
    char = SUPER[char] ?? SUB[char] ?? char;
    const last = found.at(-1);
    if (char === "*" && last?.[0] === "*" && last[1] === at - 1) last[0] = "^";
    else if (char !== "_") found.push(...(char.length > 1 && SAME[given] ? [...char] : [char]).map((c) => [c, at]));
  });
  return raised ? [...found, [")", typed.length]] : found;
}

function tokens(typed, names) {
  let chars = Array.from(typed);
  if (chars.length > LONGEST) throw new FormulaError("long", LONGEST, { count: LONGEST });
  chars = sides(Array.from(typed.replaceAll(" and ", "  ,  ")));
  const found = plain(chars);
  const text = found.map(([char]) => char);
  const places = [...found.map(([, at]) => at), chars.length];
  const known = spellings(names);
  const list = [];
  for (let i = 0; i < text.length; ) {
    if (text[i] === " ") {
      i += 1;
      continue;
    }
    const [kind, value, end] = token(text, i, known, places);
    list.push({ kind, value, at: places[i] });
    i = end;
  }
  return [...list, { kind: "end", value: null, at: chars.length }];
}

// Blanks in the place of what stands before an equals sign, or after ≈, of each entry.
function sides(typed) {
  const chars = [...typed];
  typed.forEach((sign, i) => {
    const step = { "=": -1, "＝": -1, "≈": 1 }[sign] ?? 0;
    for (let at = i, depth = 0; step && typed[at] !== undefined; at += step) {
      depth += step * ("([{（".includes(typed[at]) - ")]}）".includes(typed[at]));
      if (depth < 0 || (depth === 0 && ",，;；、".includes(typed[at]))) break;
      chars[at] = " ";
    }
  });
  return chars;
}

const NUMBER = /^([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?/;

function token(text, i, known, places) {
  const rest = text.slice(i);
  const digits = rest.join("").match(NUMBER);
  if (digits) return ["number", Number(digits[0]), i + digits[0].length];
  if ("+-*/^(),|√′".includes(text[i])) return [text[i], text[i], i + 1];
  const lower = rest.map((c) => ([...c.toLowerCase()].length === 1 ? c.toLowerCase() : c));
  for (const letters of [rest, lower]) {
    for (const [spelling, name] of known) {
      if (letters.slice(0, spelling.length).join("") === spelling)
        return ["name", name, i + spelling.length];
    }
  }
  throw new FormulaError(/^\p{L}/u.test(text[i]) ? "unknown" : "unreadable", places[i], { name: text[i] });
}

// Spellings of all names, the longest first, each with what it stands for.
function spellings(names) {
  const found = { ...ALIASES };
  for (const name of [...Object.keys(CONSTANTS), ...Object.keys(FUNCTIONS)]) found[name] = name;
  for (const name of names) {
    found[name] = name;
    if (GREEK[name]) found[GREEK[name]] = name;
  }
  return Object.entries(found).sort(([a], [b]) => b.length - a.length);
}

// --- the grammar -------------------------------------------------------------------------------

// A sum holds products, these hold powers, and these hold numbers, names and brackets.
class Reader {
  constructor(list, primes = false) {
    Object.assign(this, { list, primes, i: 0, bars: 0 });
  }

  get next() {
    return this.list[this.i];
  }

  take() {
    return this.list[this.i++];
  }

  expect(kind) {
    if (this.next.kind !== kind) this.refuse(kind);
    this.take();
  }

  refuse(wanted) {
    const { kind, value, at } = this.next;
    let why = { ")": "unopened", number: "number", ",": "comma" }[kind] ?? "unexpected";
    if (kind === "end") why = wanted === ")" || wanted === "|" ? "unclosed" : "end";
    throw new FormulaError(why, at, { name: value });
  }

  sum(depth) {
    let tree = this.product(depth);
    while ("+-".includes(this.next.kind)) tree = [this.take().kind, tree, this.product(depth)];
    return tree;
  }

  product(depth) {
    let tree = this.signed(depth);
    for (;;) {
      if ("*/".includes(this.next.kind)) tree = [this.take().kind, tree, this.signed(depth)];
      else if (this.beginsAFactor()) tree = ["*", tree, this.power(depth)];
      else return tree;
    }
  }

  beginsAFactor() {
    const { kind } = this.next;
    return ["name", "(", "√"].includes(kind) || (kind === "|" && !this.bars);
  }

  signed(depth) {
    if (depth > DEEPEST) throw new FormulaError("deep", this.next.at);
    if (!"+-".includes(this.next.kind)) return this.power(depth);
    const { kind } = this.take();
    const tree = this.signed(depth + 1);
    return kind === "-" ? ["neg", tree] : tree;
  }

  power(depth) {
    const base = this.atom(depth);
    if (this.next.kind !== "^") return base;
    this.take();
    return ["^", base, this.signed(depth + 1)]; // 2^-x^2 is 2^(−(x^2))
  }

  atom(depth) {
    const { kind, value } = this.next;
    if (kind === "number") return this.take().value;
    if (kind === "name") {
      this.take();
      return value in FUNCTIONS ? this.applied(value, depth) : value;
    }
    if (kind === "(") return this.bracket(depth);
    if (kind === "√") {
      this.take();
      return ["sqrt", this.power(depth + 1)];
    }
    if (kind === "|") return this.absolute(depth);
    return this.refuse("something");
  }

  bracket(depth) {
    this.take();
    const outer = this.bars;
    this.bars = 0;
    const tree = this.sum(depth + 1);
    this.expect(")");
    this.bars = outer;
    if (!this.primes || this.next.kind !== "′") return tree;
    this.take();
    return ["d", tree]; // (x²)′, in a derivation
  }

  absolute(depth) {
    this.take();
    this.bars += 1;
    const tree = this.sum(depth + 1);
    this.bars -= 1;
    this.expect("|");
    return ["abs", tree];
  }

  // A function and its argument: in brackets, or what stands side by side behind it.
  applied(name, depth) {
    let exponent;
    if (this.next.kind === "^") {
      this.take();
      exponent = this.wholeExponent(name);
    }
    const tree = [name, this.next.kind === "(" ? this.bracket(depth) : this.argument(name, depth + 1)];
    return exponent === undefined ? tree : ["^", tree, exponent];
  }

  // The 2 of sin² x, which cannot be −1: that would be 1/sin x or arcsin x.
  wholeExponent(name) {
    const { at, kind } = this.next;
    const tree = kind === "-" ? undefined : this.atom(0);
    if (!(tree >= 1 && tree % 1 === 0)) throw new FormulaError("power", at, { name });
    return tree;
  }

  argument(name, depth) {
    const { kind, at } = this.next;
    if (depth > DEEPEST) throw new FormulaError("deep", at);
    if (kind === "-") {
      this.take();
      return ["neg", this.argument(name, depth + 1)];
    }
    if (!["number", "name", "√", "|"].includes(kind)) throw new FormulaError("of what", at, { name });
    let tree = this.power(depth);
    while (this.next.kind === "name" && !(this.next.value in FUNCTIONS))
      tree = ["*", tree, this.power(depth)];
    if (this.next.kind === "(") throw new FormulaError("brackets", this.next.at, { name });
    return tree;
  }
}

export function parse(typed, names = ["x"], primes = false) {
  const reader = new Reader(tokens(typed, names), primes);
  const tree = reader.sum(0);
  reader.expect("end");
  return tree;
}

// Formulas with commas between them, in brackets or not.
export function parseList(typed, names = ["x"]) {
  const [plus, minus] = ["+", "-"].map((sign) => entries(typed.replaceAll("±", sign), names));
  return plus.flatMap((tree, i) => (String(tree) === String(minus[i]) ? [tree] : [tree, minus[i]]));
}

function entries(typed, names) {
  let list = tokens(typed, names);
  if (isOneBracket(list)) list = [...list.slice(1, -2), list.at(-1)];
  const reader = new Reader(list);
  const trees = [reader.sum(0)];
  while (reader.next.kind === ",") {
    reader.take();
    trees.push(reader.sum(0));
  }
  reader.expect("end");
  return trees;
}

// Whether the first bracket is closed by the last one, and holds a comma.
function isOneBracket(list) {
  let depth = 0, commas = 0;
  for (let i = 0; i < list.length - 1; i++) {
    depth += (list[i].kind === "(") - (list[i].kind === ")");
    commas += list[i].kind === "," && depth === 1;
    if (depth === 0 && i < list.length - 2) return false;
  }
  return commas > 0 && depth === 0;
}

// --- values ------------------------------------------------------------------------------------

export function value(tree, point) {
  if (typeof tree === "number") return tree;
  if (typeof tree === "string") return point[tree] ?? CONSTANTS[tree];
  const [sign, ...parts] = tree;
  return (OPERATIONS[sign] ?? FUNCTIONS[sign])(...parts.map((part) => value(part, point)));
}

// --- as a formula on the page: MathML, which browsers know --------------------------------------

const LEVELS = { "+": 1, "-": 1, "*": 2, "/": 2, neg: 3, "^": 4 };
const level = (tree) => (Array.isArray(tree) ? (LEVELS[tree[0]] ?? 5) : 5);

function node(tag, ...children) {
  const made = document.createElementNS("http://www.w3.org/1998/Math/MathML", tag);
  made.append(...children);
  return made;
}

export function typeset(tree) {
  return node("math", drawn(tree));
}

// Whether a minus stands in front.
function signed(tree) {
  return Array.isArray(tree) && (tree[0] === "neg" || ("*/".includes(tree[0]) && signed(tree[1])));
}

// What binds less tightly than what works on it stands in brackets, and so does a second sign.
function inside(tree, least, behind = false) {
  const loose = level(tree) < least || (behind && signed(tree));
  return loose ? fenced("(", tree, ")") : drawn(tree);
}

const tall = (tree) => Array.isArray(tree) && (tree[0] === "/" || tree.slice(1).some(tall));

// Brackets, which grow with a fraction only.
function fenced(open, tree, close) {
  const fences = [open, close].map((glyph) => node("mo", glyph));
  if (!tall(tree)) fences.forEach((fence) => fence.setAttribute("stretchy", "false"));
  return node("mrow", fences[0], drawn(tree), fences[1]);
}

function drawn(tree) {
  if (typeof tree === "number") return decimal(tree);
  if (typeof tree === "string") return name(tree);
  const [sign, a, b] = tree;
  if (sign === "d") return node("msup", inside(a, 9), node("mo", "′"));
  if (sign === "sqrt") return node("msqrt", drawn(a));
  if (sign === "abs") return fenced("|", a, "|");
  if (sign === "neg") return node("mrow", node("mo", "−"), inside(a, 4));
  if (sign === "/" && a[0] === "neg") return node("mrow", node("mo", "−"), drawn(["/", a[1], b]));
  if (sign === "/") return node("mfrac", drawn(a), drawn(b));
  if (sign === "^" && hasIndex(a)) return node("msubsup", ...name(a).children, drawn(b));
  if (sign === "^") return node("msup", inside(a, a[0] === "sqrt" ? 6 : 5), drawn(b));
  if (sign in LEVELS) {
    const least = LEVELS[sign];
    const glyph = sign === "*" ? times(b) : sign === "-" ? "−" : "+";
    return node("mrow", inside(a, least), node("mo", glyph), inside(b, least + 1, true));
  }
  return node("mrow", node("mi", { sigmoid: "σ" }[sign] ?? sign), node("mo", "\u2061"), inside(a, 6));
}

// 1e-7 as 1 · 10⁻⁷.
function decimal(number) {
  const [digits, power] = String(number).replace("e+", "e").replaceAll("-", "−").split("e");
  const mantissa = node("mn", digits);
  if (!power) return mantissa;
  return node("mrow", mantissa, node("mo", "·"), node("msup", node("mn", 10), node("mn", power)));
}

// A dot before a number; else nothing but a little room.
function times(right) {
  while (Array.isArray(right) && "*^/".includes(right[0])) right = right[1];
  return typeof right === "number" ? "·" : "\u2062";
}

const hasIndex = (tree) => typeof tree === "string" && /\d$/.test(tree); // x1

function name(text) {
  const [, letters, index] = text.match(/^(\D+)(\d*)$/);
  const letter = node("mi", { pi: "π" }[letters] ?? letters);
  return index ? node("msub", letter, node("mn", index)) : letter;
}
