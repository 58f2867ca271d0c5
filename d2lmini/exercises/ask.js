// An exercise: fields, what was understood, Check, hints that open one at a time, the solution. It is
// judged here, against values that were computed in advance, so that no kernel is needed.

const NEAR = 1e-7; // how far two values may be apart, compared with the largest of their kind

const ZERO = 1e-12; // what is left of 0 after rounding, as in sin(π)

const filled = (text, told) => text.replace(/\{(\w+)\}/g, (_, key) => told[key]);

const RAISED = Object.fromEntries([..."-0123456789"].map((sign, i) => [sign, [..."⁻⁰¹²³⁴⁵⁶⁷⁸⁹"][i]]));

function shown(number, digits = 5) {
  const [decimal, power] = String(Number(number.toPrecision(digits))).replace("e+", "e").split("e");
  const raised = (power ?? "").replace(/[-\d]/g, (sign) => RAISED[sign]);
  return `${decimal.replace("-", "−")}${raised && `·10${raised}`}`;
}

// Text in which `formulas` are typeset, and ``code`` is code.
function written(text) {
  const line = document.createElement("span");
  text.split(/(``.*?``|`.*?`)/).forEach((part) => {
    if (part.startsWith("``")) {
      line.append(Object.assign(document.createElement("code"), { textContent: part.slice(2, -2) }));
    } else if (part.startsWith("`")) line.append(equation(part.slice(1, -1)));
    else line.append(part);
  });
  return line;
}

const LETTERS = [..."abcdfghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", ...Object.keys(GREEK)];

// One formula, or left = right; what cannot be read stays text.
function equation(text) {
  const [right, left] = text.split(/=(?=[^=]*$)/).reverse();
  try {
    const math = typeset(parse(right, [...indexed(right), ...LETTERS], true));
    if (left !== undefined) math.prepend(node("mtext", left.trim()), node("mo", "="));
    return math;
  } catch {
    return Object.assign(document.createElement("i"), { textContent: text });
  }
}

const indexed = (text) => text.match(/[a-zA-Zα-ω]\d+/g) ?? []; // x1, w2

// --- judging -----------------------------------------------------------------------------------

// What an answer is: {says} and whether it is right; where it cannot be read, at which character.
function judge(field, typed) {
  return { formula: judgeFormula, choice: judgeChoice, shape: judgeShape }[field.kind](field, typed);
}

const SEEN = 0.02; // a difference this large, compared with the values, is told
const CLOSE = 0.01; // a number this near is a rounded one

function judgeChoice(field, typed) {
  const chosen = field.choices.indexOf(typed);
  return { right: chosen === field.right, says: field.mistakes[chosen] };
}

// (2, 3), 2×3, [2, 3] or torch.Size([2, 3])
function judgeShape(field, typed) {
  const parts = typed.trim().replace(/^torch\.Size|[()[\]（）]/g, "").split(/[\s,，、×x*X]+/).filter(Boolean);
  const shape = parts.map(Number);
  const same = (other) => String(other) === String(shape);
  if (!parts.length || !parts.every((part) => /^\d+$/.test(part))) return { why: "shape", at: 0, told: {} };
  const mistake = field.mistakes.find((each) => same(each.shape));
  if (same(field.right)) return { right: true };
  if (mistake) return { right: false, says: mistake.says };
  const told = { typed: shape.length, count: field.right.length };
  if (told.typed !== told.count) return { right: false, key: "axes", told };
  const sorted = (numbers) => String([...numbers].sort((a, b) => a - b));
  return { right: false, key: sorted(shape) === sorted(field.right) ? "order" : "shape" };
}

const THOUSANDS = /^\s*[1-9]\d{0,2}([ ,\u2009\u202f]\d{3})+\s*$/; // 78,400

// What is judged, and shown before; where one number is wanted, 78,400 is one.
function treesOf(field, typed) {
  const one = field.right.length === 1 && !field.names.length && THOUSANDS.test(typed);
  const times = field.names.length ? typed : typed.replace(/(\d\s*)[xX](?=\s*\d)/g, "$1*"); // 784x100
  return parseList(one ? typed.replace(/[^\d]/g, "") : times, field.names);
}

function judgeFormula(field, typed) {
  const one = field.right.length === 1;
  const trees = treesOf(field, typed);
  const at = (tree) => field.points.map((point) => value(tree, point));
  const given = trees.map(at);
  const fits = (values) => values.length === given.length && agree(field, given, values);
  if (fits(field.right)) return { right: true };
  const meant = one && trees.length === 1 ? [narrowed(trees[0]), ...rebracketed(trees[0])] : [];
  if (meant.some((tree) => same(field, at(tree), field.right[0])))
    return { right: false, key: "brackets" };
  const mistake = field.mistakes.find(({ values }) => fits(values));
  if (mistake) return { right: false, says: mistake.says };
  const told = { count: field.right.length, typed: trees.length };
  const key = one ? "one" : told.typed > told.count ? "many" : "count";
  if (told.count !== told.typed) return { right: false, key, told };
  return { right: false, ...difference(field, given) };
}

function agree(field, given, wanted) {
  return wrongAt(field, given, wanted) < 0;
}

// The first entry that is not wanted, or is there once too often; −1 if there is none.
function wrongAt(field, given, wanted) {
  if (!field.anyOrder) return given.findIndex((row, i) => !same(field, row, wanted[i]));
  const left = [...wanted];
  return given.findIndex((row) => {
    const at = left.findIndex((other) => same(field, row, other));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

// Each function of its first factor only: cos x e^x as cos(x) e^x.
function narrowed(tree) {
  if (!Array.isArray(tree)) return tree;
  const [sign, a, ...rest] = [tree[0], ...tree.slice(1).map(narrowed)];
  return !rest.length && a[0] === "*" ? ["*", [sign, a[1]], a[2]] : [sign, a, ...rest];
}

// What else may have been meant: 1/2x as 1/(2x), 1 − x/y as (1 − x)/y, e^x/2 as e^(x/2), e^2x as e^(2x).
function rebracketed(tree) {
  if (!Array.isArray(tree)) return [];
  const [sign, a, b] = tree;
  const found = tree.slice(1).flatMap((part, i) =>
    rebracketed(part).map((other) => tree.map((old, k) => (k === i + 1 ? other : old))));
  if (sign === "*" && a[0] === "/") found.push(["/", a[1], ["*", a[2], b]]);
  if ("+-".includes(sign) && b[0] === "/") found.push(["/", [sign, a, b[1]], b[2]]);
  if ("+-".includes(sign) && a[0] === "/") found.push(["/", a[1], [sign, a[2], b]]);
  if ("+-*/".includes(sign)) {
    if (a[0] === "^") found.push(["^", a[1], [sign, a[2], b]]);
    if (a[0] === "*" && a[2][0] === "^") found.push(["*", a[1], ["^", a[2][1], [sign, a[2][2], b]]]);
  }
  return found;
}

function same(field, row, wanted) {
  const size = Math.max(...wanted.map((v) => Math.abs(v ?? 0)));
  const least = size ? 0 : ZERO;
  const near = (v, w) =>
    Math.abs(v - w) <= Math.max(field.within, NEAR * Math.max(Math.abs(w), 1e-3 * size), least);
  return row.every((v, i) => (wanted[i] === null ? !Number.isFinite(v) : near(v, wanted[i])));
}

// Two numbers with as many digits as show that they differ, but at least four.
function apart(one, two) {
  for (let digits = 4; ; digits += 1) {
    const texts = [shown(one, digits), shown(two, digits)];
    if (texts[0] !== texts[1] || digits === 16) return texts;
  }
}

// Where a formula differs: the first point at which one sees it.
function difference(field, given) {
  const i = wrongAt(field, given, field.right);
  const row = given[i];
  if (field.anyOrder && field.right.some((other) => same(field, row, other))) {
    return { key: "twice", told: { typed: shown(row[0]) } };
  }
  const far = (other) => Math.abs(other[0] - row[0]);
  const wanted = field.anyOrder ? [...field.right].sort((one, two) => far(one) - far(two))[0] : field.right[i];
  const off = row.map((v, k) => Math.abs(v - wanted[k]));
  const clear = (d, k) => !(d <= SEEN * Math.max(Math.abs(row[k]), Math.abs(wanted[k])));
  const seen = off.findIndex(clear);
  const at = seen < 0 ? off.indexOf(Math.max(...off)) : seen;
  const where = Object.entries(field.points[at]).map(([name, v]) => `${name} = ${shown(v)}`).join(", ");
  const [mine, theirs] = apart(row[at], wanted[at]);
  const told = { x: where, typed: mine, right: theirs, place: i + 1 };
  const counted = Number.isInteger(row[at]) && Number.isInteger(wanted[at]);
  const number = !field.names.length && !field.within && !counted;
  if (number && off[at] <= CLOSE * Math.abs(wanted[at])) return { key: "close", told };
  if (!Number.isFinite(row[at])) return { key: field.names.length ? "no value" : "no number", told };
  return { says: filled(field.told, told), key: given.length > 1 && !field.anyOrder ? "entry" : "", told };
}

// --- the page ----------------------------------------------------------------------------------

// What is said aloud when it changes: what stands there already stays, and is not said again.
function tell(region, nodes) {
  const old = [...region.children];
  const same = old.findIndex((node, i) => !nodes[i]?.isEqualNode(node));
  const kept = same < 0 ? old.length : same;
  old.slice(kept).forEach((node) => node.remove());
  region.append(...nodes.slice(kept));
}

// Draw an exercise whose state is kept by the model; who wants to know of a check is told the verdicts.
function draw(model, el, exercise, checked = () => {}) {
  const { text, fields, hints, solution } = exercise;
  const words = model.get("words");
  const box = make("fieldset", "d2lmini-ask");
  const question = make("legend", "d2lmini-text");
  question.append(written(text));
  const group = `d2lmini-${Math.random().toString(36).slice(2)}`; // of radio buttons, in this view
  box.append(question);
  const rows = fields.map((field, i) => (field.kind === "choice" ? choiceRow : typedRow)(field, i));
  const buttons = make("div", "d2lmini-buttons");
  const [check, hint, solve] = ["check", "hint", "solution"].map((name) => {
    const button = make("button", "", words[name]);
    button.type = "button";
    buttons.append(button);
    return button;
  });
  const says = make("div", "d2lmini-says");
  says.setAttribute("aria-live", "polite");
  says.id = `${group}-says`;
  const opened = make("ol", "d2lmini-hints");
  opened.setAttribute("aria-live", "polite");
  const solved = make("div", "d2lmini-solution");
  solved.setAttribute("aria-live", "polite");
  box.append(...rows.map((row) => row.element), buttons, says, opened, solved);

  function make(tag, className, content = "") {
    return Object.assign(document.createElement(tag), { className, textContent: content });
  }

  function set(changes) {
    Object.entries(changes).forEach(([name, to]) => model.set(name, to));
    model.save_changes();
  }

  function type(i, typed) {
    set({ checked: false, typed: model.get("typed").map((old, k) => (k === i ? typed : old)) });
  }

  function typedRow(field, i) {
    const element = make("div", "d2lmini-row d2lmini-typed");
    const label = make("label");
    label.append(written(field.label));
    const input = make("input", "");
    Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false });
    input.setAttribute("autocapitalize", "off");
    if (!field.label) input.setAttribute("aria-label", words.answer);
    const understood = make("output", "d2lmini-understood");
    understood.setAttribute("aria-live", "off"); // not at each letter
    understood.id = `${group}-understood-${i}`;
    input.setAttribute("aria-describedby", `${understood.id} ${group}-says`);
    label.append(input);
    element.append(label);
    if (field.kind === "formula") element.append(understood);
    input.addEventListener("input", () => type(i, input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") judgeAll();
    });
    // JupyterLab has keys of its own, which a field must not let through
    input.addEventListener("keydown", (event) => event.stopPropagation());
    const show = (typed) => {
      if (input.value !== typed) input.value = typed;
      if (field.kind === "formula") understood.replaceChildren(...understand(field, typed));
    };
    const mark = (wrong) => input.setAttribute("aria-invalid", wrong);
    return { element, show, mark };
  }

  // What was understood, while it is typed; nothing as long as it cannot be read.
  function understand(field, typed) {
    if (!typed.trim()) return [];
    try {
      const trees = treesOf(field, typed);
      return [words.understood, ...trees.flatMap((tree, i) => [i ? ",\u00a0" : "", typeset(tree)])];
    } catch {
      return [];
    }
  }

  function choiceRow(field, i) {
    const element = make("fieldset", "d2lmini-row");
    const legend = make("legend");
    legend.append(written(field.label));
    element.append(legend);
    const radios = field.choices.map((choice) => {
      const label = make("label", "d2lmini-choice");
      const radio = make("input", "");
      Object.assign(radio, { type: "radio", name: `${group}-${i}`, value: choice });
      radio.addEventListener("change", () => type(i, choice));
      label.append(radio, written(choice));
      element.append(label);
      return radio;
    });
    const show = (typed) => radios.forEach((radio) => (radio.checked = radio.value === typed));
    return { element, show };
  }

  function judgeAll() {
    says.replaceChildren(); // the same sentence, too, is said again
    const typed = model.get("typed");
    const empty = [...fields.keys()].filter((i) => !typed[i].trim());
    if (empty.length) {
      const labels = empty.map((i) => fields[i].label.replace(/\s*=$/, "")).join(", ");
      say([empty.length < fields.length ? filled(words.missing, { labels }) : words.empty]);
      return;
    }
    const before = model.get("solved");
    set({ checked: true, tries: model.get("tries") + 1 });
    const all = verdicts();
    if (all.every((verdict) => verdict.right)) set({ solved: true });
    show();
    if (!before) checked(all); // what is solved counts once
  }

  function verdicts() {
    return fields.map((field, i) => {
      const typed = model.get("typed")[i] ?? "";
      try {
        return judge(field, typed);
      } catch (error) {
        const letter = error.why === "unknown" && fields[i].names?.length === 0;
        const why = letter ? "letter" : (error.why ?? "unreadable");
        return { why, at: error.at ?? 0, told: error.told ?? { name: typed } };
      }
    });
  }

  function say(lines, right = false) {
    tell(says, lines.map((line) => {
      const paragraph = make("p", right ? "d2lmini-right" : "");
      paragraph.append(line instanceof Node ? line : written(line));
      return paragraph;
    }));
  }

  // One sentence a field that is not right; of several fields, which one.
  function told(verdict, i) {
    const line = make("span");
    if (fields.length > 1) {
      const which = make("b");
      which.append(written(`${fields[i].label} `));
      line.append(which);
    }
    const sentence = sentenceOf(verdict, i);
    line.append(sentence instanceof Node ? sentence : written(sentence));
    return line;
  }

  function sentenceOf(verdict, i) {
    if (verdict.why) {
      const place = Array.from(model.get("typed")[i]);
      const line = make("span");
      line.append(filled(words.complaints[verdict.why], verdict.told), " ");
      const code = make("code", "", place.slice(0, verdict.at).join(""));
      code.append(make("mark", "", place[verdict.at] ?? "\u00a0"), place.slice(verdict.at + 1).join(""));
      line.append(code);
      return line;
    }
    const says = verdict.says || filled(words[verdict.key || "wrong"], verdict.told ?? {});
    return verdict.key === "entry" ? `${filled(words.entry, verdict.told)} ${says}` : says;
  }

  function show() {
    rows.forEach((row, i) => row.show(model.get("typed")[i] ?? "")); // practice may be between two
    const count = model.get("hints");
    tell(opened, hints.slice(0, count).map((text) => {
      const item = make("li");
      item.append(written(text));
      return item;
    }));
    hint.textContent = filled(words.hint, { left: hints.length - count });
    hint.setAttribute("aria-disabled", String(count >= hints.length));
    solve.textContent = model.get("asked") && !model.get("tries") ? words.anyway : words.solution;
    tell(solved, (model.get("unfolded") ? solution : []).map((text) => {
      const line = make("p");
      line.append(written(text));
      return line;
    }));
    const all = model.get("checked") ? verdicts() : [];
    rows.forEach((row, i) => row.mark?.(all[i]?.right === false || Boolean(all[i]?.why)));
    if (!all.length) say([]);
    else if (all.every((verdict) => verdict.right)) say([words.right], true);
    else say(all.map((verdict, i) => (verdict.right ? null : told(verdict, i))).filter(Boolean));
  }

  check.addEventListener("click", judgeAll);
  hint.addEventListener("click", () => set({ hints: Math.min(model.get("hints") + 1, hints.length) }));
  solve.addEventListener("click", () => {
    const may = model.get("tries") > 0 || model.get("asked");
    set(may ? { unfolded: true, asked: false } : { asked: true });
  });
  model.on("change", show);
  show();
  el.append(box);
  return () => {
    model.off("change", show);
    box.remove();
  };
}

const askRender = ({ model, el }) => draw(model, el, model.get("exercise"));
