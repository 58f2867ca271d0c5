// Shapes are typed, and the page says what fits. A rule gives each letter a pattern, such as A: mn,
// x: n; a size that a name has twice must be the same. shapes.py says the same in Python.

const add = (parent, tag, className, text = "") => {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  parent.append(node);
  return node;
};

const fill = (template, told) => template.replace(/\{(\w+)\}/g, (_, name) => told[name]);
const shown = (sizes) => [...sizes].join(" × ");

function sizesOf(typed) {
  const plain = typed.normalize("NFKC").trim().replace(/^[([\])]+|[([\])]+$/g, "");
  const parts = plain.replace(/[, ]+$/, "").trim().split(/\s*[×x*,\s]\s*/);
  return parts.every((part) => /^[1-9]\d{0,5}$/.test(part)) ? parts.map(Number) : [];
}

// What is said, and a row for each letter.
export function answered(rule, typed, words) {
  const known = {};
  const shapes = {};
  for (const letter of Object.keys(rule.letters)) shapes[letter] = sizesOf(typed[letter] ?? "");
  for (const [letter, pattern] of Object.entries(rule.letters)) {
    if (!shapes[letter].length) return [fill(words.unread, { letter }), []];
    if (shapes[letter].length !== pattern.length)
      return [fill(words.sizes, { letter, pattern: shown(pattern), count: pattern.length }), []];
    for (const [i, name] of [...pattern].entries()) {
      known[name] ??= { size: shapes[letter][i], letter };
      const { size, letter: one } = known[name];
      if (size !== shapes[letter][i])
        return [fill(words.clash, { name, a: size, one, b: shapes[letter][i], other: letter }), []];
    }
  }
  const { expression } = rule;
  const result = [...rule.result].map((name) => known[name].size);
  if (!result.length)
    return [
      fill(words.number, { expression }),
      Object.entries(shapes).map(([letter, shape]) => [letter, shown(shape)]),
    ];
  const both = (shape) =>
    result.length === 1 && shape.length === 1
      ? [shown([...result, ...shape]), shown([...shape, ...result])]
      : [`(${shown(result)}) × (${shown(shape)})`, "–"];
  return [
    fill(words.several, { expression, shape: shown(result) }),
    Object.entries(shapes).map(([letter, shape]) => [letter, ...both(shape)]),
  ];
}

function render({ model, el }) {
  const [rules, words] = [model.get("rules"), model.get("words")];
  const box = add(el, "fieldset", "d2lmini-shapes");
  const choose = add(add(box, "label", "", `${words.expression} `), "select", "");
  rules.forEach((rule, i) => { add(choose, "option", "", rule.expression).value = i; });
  const fields = add(box, "div", "");
  const says = add(box, "p", "d2lmini-readout");
  says.setAttribute("aria-live", "polite");
  const table = add(box, "table", "");

  const save = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
  };
  choose.addEventListener("change", () =>
    save({ rule: Number(choose.value), typed: rules[choose.value].example }));

  function setFields() {
    choose.value = model.get("rule");
    const { letters } = rules[model.get("rule")];
    fields.replaceChildren();
    for (const [letter, pattern] of Object.entries(letters)) {
      const input = add(add(fields, "label", "", `${letter}: ${shown(pattern)} `), "input", "");
      input.name = letter;
      input.size = 6;
      input.addEventListener("input", () => {
        says.setAttribute("aria-live", "off"); // not at each letter
        save({ typed: { ...model.get("typed"), [letter]: input.value } });
      });
      input.addEventListener("change", () => {
        says.setAttribute("aria-live", "polite");
        says.textContent = says.textContent;
      });
    }
    show();
  }

  function show() {
    for (const input of fields.querySelectorAll("input")) {
      const typed = model.get("typed")[input.name] ?? "";
      if (input.value !== typed) input.value = typed;
    }
    const [sentence, rows] = answered(rules[model.get("rule")], model.get("typed"), words);
    says.textContent = sentence;
    table.replaceChildren();
    if (!rows.length) return;
    const heads = rows[0].length === 2 ? ["letter", "gradient"] : ["letter", "jacobian", "transposed"];
    const head = add(table, "tr", "");
    for (const name of heads) add(head, "th", "", words[name]);
    for (const row of rows) {
      const line = add(table, "tr", "");
      for (const cell of row) add(line, "td", "", cell);
    }
  }

  model.on("change:rule", setFields);
  model.on("change:typed", show);
  setFields();
  return () => {
    model.off("change:rule", setFields);
    model.off("change:typed", show);
    box.remove();
  };
}

export default { render };
